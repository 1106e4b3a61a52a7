"""A cosignature, the person who signed in the organization's name, and every move it made."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign, Letter
from app.core.database import Model, SortKey, one_of, text_enum, uuid_pk
from app.cosignatures.errors import IllegalMove
from app.organizations.models import Organization
from app.territory.models import Region


class State(StrEnum):
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    VALIDATED = "validated"
    TO_CHECK = "to_check"
    DUPLICATE = "duplicate"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({State.CONFIRMED, State.VALIDATED})
_LIVE_SQL = "state IN ('confirmed', 'validated')"


class Authority(StrEnum):
    """By what right the person signs: what the form asks."""

    YES = "yes"
    ON_DATE = "on_date"  # the board will confirm on authority_on
    NO = "no"


class Actor(StrEnum):
    """Who made a move."""

    SIGNATORY = "signatory"
    STAFF = "staff"
    PROGRAM = "program"


MOVES: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.CONFIRMED, State.TO_CHECK, State.DUPLICATE, State.WITHDRAWN}),
    State.CONFIRMED: frozenset(
        {State.VALIDATED, State.TO_CHECK, State.DUPLICATE, State.DECLINED, State.WITHDRAWN}
    ),
    State.TO_CHECK: frozenset(
        {State.CONFIRMED, State.VALIDATED, State.DUPLICATE, State.DECLINED, State.WITHDRAWN}
    ),
    State.VALIDATED: frozenset({State.CONFIRMED, State.TO_CHECK, State.DECLINED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.CONFIRMED, State.WITHDRAWN}),
    State.DUPLICATE: frozenset({State.CONFIRMED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}


class Cosignature(Model):
    """An organization's signature on one version of the letter. Live is confirmed or validated."""

    __tablename__ = "cosignatures"
    __table_args__ = (
        one_of("state", State),
        one_of("authority", Authority),
        CheckConstraint(f"NOT ({_LIVE_SQL}) OR organization_id IS NOT NULL", name="live_has_an_organization"),
        CheckConstraint(
            "(authority = 'on_date') = (authority_on IS NOT NULL)", name="date_when_it_is_to_come"
        ),
        CheckConstraint("(state = 'declined') = (declined_reason IS NOT NULL)", name="declined_has_a_reason"),
        Index(
            "uq_cosignatures_live",
            "campaign_id",
            "organization_id",
            unique=True,
            sqlite_where=text(_LIVE_SQL),
            postgresql_where=text(_LIVE_SQL),
        ),
        Index(None, "campaign_id", "state", "region_code"),
        Index(None, "campaign_id", "email_key"),
        Index(None, "organization_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Letter.id))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Organization.id))
    duplicate_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cosignatures.id"))
    state: Mapped[State] = mapped_column(text_enum(State), default=State.SUBMITTED)

    shown_name: Mapped[str]  # exactly as the organization writes itself
    sort_key: Mapped[str] = mapped_column(SortKey)
    sort_key_bare: Mapped[str] = mapped_column(SortKey)
    search_key: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    city: Mapped[str]
    is_regional_table: Mapped[bool] = mapped_column(default=False)
    publishes_name: Mapped[bool]  # the consent in force; the ledger has its history

    authority: Mapped[Authority] = mapped_column(text_enum(Authority))
    authority_on: Mapped[date | None]
    declined_reason: Mapped[str | None]
    locale: Mapped[str]
    email_key: Mapped[str]
    via: Mapped[str | None]  # the relay link that brought it
    code_attempts: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    validated_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
    letter: Mapped[Letter] = relationship()
    organization: Mapped[Organization | None] = relationship()
    region: Mapped[Region] = relationship()
    signatory: Mapped[Signatory | None] = relationship(
        back_populates="cosignature", cascade="all, delete-orphan", uselist=False
    )
    moves: Mapped[list[CosignatureMove]] = relationship(
        back_populates="cosignature", cascade="all, delete-orphan", order_by="CosignatureMove.moved_at"
    )

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_public(self) -> bool:
        """On the public list: validated, and the organization agreed to be shown."""
        return self.state is State.VALIDATED and self.publishes_name

    def confirm(self, *, at: datetime, organization_id: uuid.UUID) -> None:
        """The address is proved; the organization is known from now on."""
        self.organization_id = organization_id
        self._move(State.CONFIRMED, at=at, actor=Actor.SIGNATORY)
        self.confirmed_at = at

    def validate(self, *, at: datetime, by: uuid.UUID) -> None:
        self._move(State.VALIDATED, at=at, actor=Actor.STAFF, by=by)
        self.validated_at = at

    def decline(self, *, at: datetime, by: uuid.UUID, reason: str) -> None:
        self._move(State.DECLINED, at=at, actor=Actor.STAFF, by=by, reason=reason)
        self.declined_reason = reason

    def reopen(self, *, at: datetime, by: uuid.UUID) -> None:
        """Undo a decision: back among those to be validated."""
        self._move(State.CONFIRMED, at=at, actor=Actor.STAFF, by=by)
        self.declined_reason = None
        self.validated_at = None

    def set_aside(self, *, at: datetime, reason: str, by: uuid.UUID | None = None) -> None:
        """Kept for a person to look at; never dropped."""
        self._move(State.TO_CHECK, at=at, actor=Actor.STAFF if by else Actor.PROGRAM, by=by, reason=reason)
        self.validated_at = None

    def mark_duplicate(self, of: Cosignature | None, *, at: datetime) -> None:
        self._move(State.DUPLICATE, at=at, actor=Actor.PROGRAM)
        self.duplicate_of_id = of.id if of else None

    def withdraw(self, *, at: datetime, by: uuid.UUID | None = None) -> None:
        self._move(State.WITHDRAWN, at=at, actor=Actor.STAFF if by else Actor.SIGNATORY, by=by)
        self.declined_reason = None

    def _move(
        self, to: State, *, at: datetime, actor: Actor, by: uuid.UUID | None = None, reason: str | None = None
    ) -> None:
        if to not in MOVES[self.state]:
            raise IllegalMove(state=self.state.value, to=to.value)
        self.moves.append(
            CosignatureMove(
                from_state=self.state, to_state=to, moved_at=at, actor=actor, account_id=by, reason=reason
            )
        )
        self.state = to


class Signatory(Model):
    """The person who signed: private data, destroyed apart from the cosignature."""

    __tablename__ = "signatories"

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Cosignature.id, ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str]
    title: Mapped[str]
    email: Mapped[str]

    cosignature: Mapped[Cosignature] = relationship(back_populates="signatory")


class CosignatureMove(Model):
    """Who moved it, when, from where to where, and why."""

    __tablename__ = "cosignature_moves"
    __table_args__ = (
        one_of("from_state", State),
        one_of("to_state", State),
        one_of("actor", Actor),
        CheckConstraint("(actor = 'staff') = (account_id IS NOT NULL)", name="staff_has_an_account"),
        Index(None, "cosignature_id", "moved_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Cosignature.id, ondelete="CASCADE"))
    from_state: Mapped[State] = mapped_column(text_enum(State))
    to_state: Mapped[State] = mapped_column(text_enum(State))
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))
    reason: Mapped[str | None]
    moved_at: Mapped[datetime]

    cosignature: Mapped[Cosignature] = relationship(back_populates="moves")
