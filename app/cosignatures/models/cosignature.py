"""A cosignature: one organization under one version of the letter."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign, Letter
from app.core.database import Model, SortKey, text_enum, uuid_pk
from app.core.suspicion import Suspicion
from app.cosignatures.errors import IllegalMove
from app.cosignatures.models.history import CosignatureMove, Signatory
from app.cosignatures.models.imported import ImportedAnswer
from app.cosignatures.models.kiosk import KioskSignature
from app.cosignatures.models.received import OF_THE_PERSON, BoardResolution, ChangedField, CosignatureChange, Reception
from app.cosignatures.models.rules import RULES
from app.cosignatures.models.states import LIVE, MOVES, Actor, Level, State
from app.organizations.models import Authority, Organization
from app.territory.models import Region


class Cosignature(Model):
    """An organization's signature on one version of the letter. Live is confirmed or validated."""

    __tablename__ = "cosignatures"
    __table_args__ = RULES

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
    # With the letter that it stands behind: docs/adr/0011-agreement-to-a-new-letter.md.
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    authority: Mapped[Authority] = mapped_column(text_enum(Authority))
    authority_on: Mapped[date | None]
    suspicion: Mapped[Suspicion | None] = mapped_column(text_enum(Suspicion))
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
    signatory: Mapped[Signatory | None] = relationship(cascade="all, delete-orphan", uselist=False)
    moves: Mapped[list[CosignatureMove]] = relationship(
        cascade="all, delete-orphan", order_by="CosignatureMove.moved_at"
    )

    reception: Mapped[Reception | None] = relationship(cascade="all, delete-orphan", uselist=False)
    at_kiosk: Mapped[KioskSignature | None] = relationship(cascade="all, delete-orphan", uselist=False)
    imported: Mapped[ImportedAnswer | None] = relationship(cascade="all, delete-orphan", uselist=False)
    resolution: Mapped[BoardResolution | None] = relationship(cascade="all, delete-orphan", uselist=False)
    changes: Mapped[list[CosignatureChange]] = relationship(
        cascade="all, delete-orphan", order_by="CosignatureChange.changed_at"
    )

    @property
    def audit_key(self) -> str:
        """Under which key the journal knows it."""
        return f"cosignature:{self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_public(self) -> bool:
        """On the public list: validated, agreed to be shown, and behind a letter that is listed."""
        return self.state is State.VALIDATED and self.publishes_name and self.is_listed

    @property
    def level(self) -> Level:
        """How far its authority is established."""
        if self.resolution is not None:
            return Level.RESOLUTION
        if self.state is State.VALIDATED:
            return Level.VALIDATED
        return Level.ADDRESS if self.confirmed_at is not None and self.imported is None else Level.DECLARED

    def confirm(self, *, at: datetime, organization: Organization) -> None:
        """The address is proved; the organization is known from now on."""
        self.belong_to(organization)
        self._move(State.CONFIRMED, at=at, actor=Actor.SIGNATORY)
        self.confirmed_at = at

    def receive(self, reception: Reception, *, organization: Organization) -> None:
        """Staff heard or read it themselves, which stands for the proof of the address."""
        self.belong_to(organization)
        self.reception = reception
        self._move(
            State.CONFIRMED,
            at=reception.entered_at,
            actor=Actor.STAFF,
            by=reception.account_id,
            reason=reception.channel.value,
        )
        self.confirmed_at = reception.entered_at

    def bring_in(self, answer: ImportedAnswer, *, at: datetime, by: uuid.UUID | None) -> None:
        """Answered in a form that was not ours: nobody proved the address, so that a person looks first."""
        self.imported = answer
        self._move(State.TO_CHECK, at=at, actor=Actor.STAFF if by else Actor.PROGRAM, by=by, reason="import")
        self.confirmed_at = at  # before staff from now on

    def confirm_to_check(self, *, at: datetime) -> None:
        """The address is proved, but a rule asks a person to look first. Never dropped."""
        reason = self.suspicion.value if self.suspicion else None
        self._move(State.TO_CHECK, at=at, actor=Actor.PROGRAM, reason=reason)
        self.confirmed_at = at

    def mark_duplicate(self, of: Cosignature | None, *, at: datetime) -> None:
        """The organization signs once: this one yields to the other."""
        if self.state is not State.DUPLICATE:
            self._move(State.DUPLICATE, at=at, actor=Actor.PROGRAM)
        self.duplicate_of_id = of.id if of else None
        self.confirmed_at = self.confirmed_at or at

    def close_for(self, confirmed: Cosignature, *, at: datetime) -> None:
        """The same person sent the form again and confirmed that one: its link now leads there, and nowhere else.

        The key of the address stays until the other one is forgotten: it proves that both links are one person's.
        """
        self._move(State.DUPLICATE, at=at, actor=Actor.PROGRAM)
        self.duplicate_of_id = confirmed.id
        self.signatory = None

    def validate(self, *, at: datetime, by: uuid.UUID, organization: Organization) -> None:
        """The chapter says: right organization, right region, may be published."""
        self.belong_to(organization)
        self._move(State.VALIDATED, at=at, actor=Actor.STAFF, by=by)
        self.validated_at = at

    def decline(self, *, at: datetime, by: uuid.UUID, reason: str) -> None:
        self._move(State.DECLINED, at=at, actor=Actor.STAFF, by=by, reason=reason)
        self.declined_reason = reason
        self.validated_at = None

    def reopen(self, *, at: datetime, by: uuid.UUID, organization: Organization) -> None:
        """Undo a decision: back among those to be validated."""
        self.belong_to(organization)
        self._move(State.CONFIRMED, at=at, actor=Actor.STAFF, by=by)
        self.declined_reason = None
        self.validated_at = None
        self.duplicate_of_id = None

    def return_to_be_validated(self, *, at: datetime, by: uuid.UUID | None = None) -> None:
        """What the chapter had looked at is not what stands now; `by`: staff who sent it to another chapter."""
        self._move(State.CONFIRMED, at=at, actor=Actor.STAFF if by else Actor.SIGNATORY, by=by)
        self.validated_at = self.duplicate_of_id = None

    def yield_to(self, other: Cosignature, *, at: datetime, by: uuid.UUID) -> None:
        """Staff found that two organizations are one: this signature is the other's duplicate."""
        self._move(State.DUPLICATE, at=at, actor=Actor.STAFF, by=by, reason="merge")
        self.duplicate_of_id, self.validated_at = other.id, None

    def stand_again(self, state: State, *, validated_at: datetime | None, at: datetime, by: uuid.UUID) -> None:
        """They are two after all: it is what it was before it yielded."""
        self._move(state, at=at, actor=Actor.STAFF, by=by, reason="merge")
        self.duplicate_of_id, self.validated_at = None, validated_at

    def note_resolution(self, resolution: BoardResolution) -> None:
        """The board has decided: whatever the signatory had announced, the answer is yes."""
        if self.resolution is None:
            self.resolution = resolution
        else:
            held = self.resolution
            held.resolved_on, held.number = resolution.resolved_on, resolution.number
            held.account_id, held.noted_at = resolution.account_id, resolution.noted_at
        self.authority, self.authority_on = Authority.YES, None

    def answer_of_the_board(self, answer: Authority, on: date | None = None) -> None:
        """What the signatory says of the board today."""
        self.authority, self.authority_on = answer, answer.dated(on)

    def stand_behind(self, letter: Letter) -> None:
        """The signatory read that version, and put the organization's name to it."""
        self.letter_id = letter.id
        self.is_listed = self.campaign.lists_from is None or letter.says >= self.campaign.lists_from

    def change(
        self, field: ChangedField, before: str, after: str, *, at: datetime, by: uuid.UUID | None = None
    ) -> None:
        """Keep what was corrected; the caller has set it."""
        actor = Actor.STAFF if by else Actor.SIGNATORY
        self.changes.append(
            CosignatureChange(field=field, before=before, after=after, actor=actor, account_id=by, changed_at=at)
        )

    @property
    def link_id(self) -> uuid.UUID:
        """What the links of its mails name: another address has other links."""
        return (self.signatory.link_id if self.signatory else None) or self.id

    def reach_at(self, email: str, *, key: str) -> None:
        """The signatory reads mail there from now on; every link sent before opens nothing any more."""
        assert self.signatory is not None  # noqa: S101 - only the holder of a link asks
        self.signatory.email, self.signatory.link_id = email, uuid_utils.compat.uuid7()
        self.email_key = key

    def withdraw(self, *, at: datetime) -> None:
        """The signatory takes the signature back; what is known of the person goes with it."""
        self._move(State.WITHDRAWN, at=at, actor=Actor.SIGNATORY)
        self.declined_reason = None
        self.forget_signatory()

    def forget_signatory(self) -> None:
        """The person's data is destroyed; the organization's signature and its history stay."""
        self.signatory = None
        self.changes = [change for change in self.changes if change.field not in OF_THE_PERSON]
        self.email_key = ""

    def belong_to(self, organization: Organization) -> None:
        self.organization_id = organization.id
        self.is_regional_table = organization.is_regional_table

    @property
    def shown(self) -> str:
        """A fingerprint of what staff judge and publish; a decision on another one is a decision on something else."""
        board = f"{self.authority.value} {self.authority_on or ''}"
        judged = "\n".join((self.shown_name, self.region_code, self.city, board))
        return hashlib.sha256(judged.encode()).hexdigest()[:16]

    @property
    def as_seen(self) -> str:
        """What a button sends with a decision: the state, and what was on the page."""
        return f"{self.state.value} {self.shown}"

    def check_move(self, to: State) -> None:
        """Raises IllegalMove."""
        if to not in MOVES[self.state]:
            raise IllegalMove(state=self.state.value, to=to.value)

    def _move(
        self, to: State, *, at: datetime, actor: Actor, by: uuid.UUID | None = None, reason: str | None = None
    ) -> None:
        self.check_move(to)
        self.moves.append(
            CosignatureMove(from_state=self.state, to_state=to, moved_at=at, actor=actor, account_id=by, reason=reason)
        )
        self.state = to
