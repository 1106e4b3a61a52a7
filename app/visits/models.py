"""A visit to an MNA or to a ministry: planned, then made, with what was handed over and what was answered."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import TORONTO
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.editions.models import Edition
from app.officials.models import Mandate
from app.territory.models import Riding
from app.visits.errors import IllegalVisitMove

_PLANNED_THERE = "state = 'planned' AND riding_id IS NOT NULL"
_PLANNED_IN_MINISTRY = "state = 'planned' AND portfolio IS NOT NULL"


class State(StrEnum):
    PLANNED = "planned"
    DEPOSITED = "deposited"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What whoever was visited says to the demand."""

    NONE = "none"  # not yet
    WILL_THINK = "will_think"
    SUPPORTS = "supports"
    REFUSES = "refuses"
    OTHER = "other"


MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.DEPOSITED, State.CANCELLED}),
    State.DEPOSITED: frozenset({State.PLANNED, State.DEPOSITED}),  # undone, or set right
    State.CANCELLED: frozenset({State.PLANNED}),
}


class Visit(Model):
    """To the MNA of a riding, or to whoever holds a portfolio. One planned at a time for each of them."""

    __tablename__ = "visits"
    __table_args__ = (
        one_of("state", State),
        one_of("answer", Answer),
        CheckConstraint("(riding_id IS NULL) <> (portfolio IS NULL)", name="a_riding_or_a_portfolio"),
        CheckConstraint(
            "(state = 'deposited') = (deposited_on IS NOT NULL)"
            " AND (state = 'deposited') = (organizations IS NOT NULL)",
            name="deposited_on_a_day_with_a_number",
        ),
        CheckConstraint("organizations > 0", name="hands_somebody_over"),
        CheckConstraint("(answer = 'none') = (answered_on IS NULL)", name="answered_on_a_day"),
        CheckConstraint("state = 'cancelled' OR cancelled_reason = ''", name="a_reason_when_cancelled"),
        Index(None, "campaign_id", "state"),
        Index(
            "uq_visits_planned_there",
            "campaign_id",
            "riding_id",
            unique=True,
            sqlite_where=text(_PLANNED_THERE),
            postgresql_where=text(_PLANNED_THERE),
        ),
        Index(
            "uq_visits_planned_in_ministry",
            "campaign_id",
            "portfolio",
            unique=True,
            sqlite_where=text(_PLANNED_IN_MINISTRY),
            postgresql_where=text(_PLANNED_IN_MINISTRY),
        ),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    riding_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Riding.id))
    portfolio: Mapped[str | None]  # as in Mandate
    state: Mapped[State] = mapped_column(text_enum(State), default=State.PLANNED)
    revision: Mapped[int] = mapped_column(default=1)  # rises with each change: nobody writes over somebody else
    meets_on: Mapped[date]
    hour: Mapped[time | None]  # on a Quebec clock; None: not known yet
    place: Mapped[str]
    delegation: Mapped[str]  # who goes, one person a line: private, and forgotten with the persons of the campaign
    edition_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Edition.id))  # None: none, or the latest by then
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    planned_at: Mapped[datetime]
    cancelled_reason: Mapped[str] = mapped_column(default="")

    deposited_on: Mapped[date | None]
    organizations: Mapped[int | None]  # how many the list had that was handed over
    mandate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Mandate.id))  # in office on that day
    is_public: Mapped[bool] = mapped_column(default=False)

    answer: Mapped[Answer] = mapped_column(text_enum(Answer), default=Answer.NONE)
    answered_on: Mapped[date | None]
    answer_source: Mapped[str] = mapped_column(default="")
    answer_note: Mapped[str] = mapped_column(default="")
    answer_is_public: Mapped[bool] = mapped_column(default=False)

    campaign: Mapped[Campaign] = relationship()
    riding: Mapped[Riding | None] = relationship()
    edition: Mapped[Edition | None] = relationship()
    mandate: Mapped[Mandate | None] = relationship()
    photo: Mapped[VisitPhoto | None] = relationship(back_populates="visit", cascade="all, delete-orphan", uselist=False)

    @property
    def audit_key(self) -> str:
        return f"visit:{self.id}"

    @property
    def target(self) -> str:
        """How forms name whom it is for."""
        return f"riding:{self.riding_id}" if self.riding_id else f"portfolio:{self.portfolio}"

    @property
    def starts(self) -> date | datetime:
        """The instant, or the day while the hour is not known."""
        if self.hour is None:
            return self.meets_on
        return datetime.combine(self.meets_on, self.hour, TORONTO).astimezone(UTC)

    @property
    def shows_answer(self) -> bool:
        return self.answer is not Answer.NONE and self.answer_is_public

    def deposit(self, *, on: date, organizations: int) -> None:
        """It took place, and so many names were handed over; again, to set it right."""
        self._move(State.DEPOSITED)
        self.deposited_on, self.organizations = on, organizations

    def take_back(self) -> None:
        """It is still to be made: nothing was handed over, or it is not cancelled after all."""
        self._move(State.PLANNED)
        self.deposited_on = self.organizations = self.mandate_id = self.photo = None
        self.is_public, self.cancelled_reason = False, ""

    def cancel(self, reason: str) -> None:
        self._move(State.CANCELLED)
        self.cancelled_reason = reason

    def forget_persons(self) -> None:
        """What is left counts: whom, when, where, how many names, and the answer."""
        self.delegation = self.answer_source = self.answer_note = self.cancelled_reason = ""
        self.photo = None

    def _move(self, to: State) -> None:
        if to not in MOVES[self.state]:
            raise IllegalVisitMove(state=self.state.value, to=to.value)
        self.state = to


class VisitPhoto(Model):
    """A picture of the deposit, drawn anew by us. The persons on it agreed: somebody said so, on that day."""

    __tablename__ = "visit_photos"
    __table_args__ = (CheckConstraint("words <> ''", name="is_told_in_words"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Visit.id, ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)  # JPEG
    width: Mapped[int]
    height: Mapped[int]
    words: Mapped[str]  # what it shows, for whoever does not see it
    agreed_at: Mapped[datetime]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))

    visit: Mapped[Visit] = relationship(back_populates="photo")
