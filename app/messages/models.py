"""A supporter's own words to one or several officials, for a campaign."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.core.suspicion import Suspicion
from app.deliveries.models import Delivery
from app.messages.errors import IllegalMessageMove
from app.officials.models import Mandate, Official
from app.territory.models import Riding

TO_OFFICIAL, TO_SUPPORTER = "message", "supporter"  # what their guard keys begin with


class State(StrEnum):
    WRITTEN = "written"
    CONFIRMED = "confirmed"
    QUEUED = "queued"  # one delivery per official is in the outbox
    DONE = "done"
    WITHDRAWN = "withdrawn"


class LookupMethod(StrEnum):
    """How the riding was found; with riding, region and map, all that is kept of where somebody lives."""

    POSTAL_CODE = "postal_code"
    MUNICIPALITY = "municipality"
    RIDING = "riding"


# Nothing is mailed for these until a person has looked: whoever floods must not write to strangers through us.
UNMAILED = frozenset({Suspicion.ADDRESS_LIMIT, Suspicion.NETWORK_LIMIT})


MOVES: dict[State, frozenset[State]] = {
    State.WRITTEN: frozenset({State.CONFIRMED, State.WITHDRAWN}),
    State.CONFIRMED: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.QUEUED: frozenset({State.DONE, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class Message(Model):
    """What one person wrote. The full postal code is never kept."""

    __tablename__ = "messages"
    __table_args__ = (
        one_of("state", State),
        one_of("lookup_method", LookupMethod),
        one_of("set_aside_for", Suspicion),
        Index(None, "campaign_id", "state"),
        Index(None, "campaign_id", "email_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    riding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Riding.id))
    lookup_method: Mapped[LookupMethod] = mapped_column(text_enum(LookupMethod))
    state: Mapped[State] = mapped_column(text_enum(State), default=State.WRITTEN)
    subject: Mapped[str]
    body: Mapped[str]  # as the supporter left it, without the salutation, which each official has of their own
    personal_line: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    email_key: Mapped[str]
    wants_copy: Mapped[bool] = mapped_column(default=False)
    via: Mapped[str | None]
    set_aside_for: Mapped[Suspicion | None] = mapped_column(text_enum(Suspicion))
    code_attempts: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
    riding: Mapped[Riding] = relationship()
    supporter: Mapped[Supporter | None] = relationship(
        back_populates="message", cascade="all, delete-orphan", uselist=False
    )
    recipients: Mapped[list[MessageRecipient]] = relationship(back_populates="message", cascade="all, delete-orphan")
    excerpt: Mapped[Excerpt | None] = relationship(
        back_populates="message", cascade="all, delete-orphan", uselist=False
    )

    @property
    def guard_key(self) -> str:
        """Under which the mails to whoever wrote ask, just before they leave, whether they still may."""
        return f"{TO_SUPPORTER}:{self.id}"

    def confirm(self, *, at: datetime) -> None:
        self._move(State.CONFIRMED)
        self.confirmed_at = at

    def queue(self) -> None:
        self._move(State.QUEUED)

    def finish(self, *, at: datetime) -> None:
        self._move(State.DONE)
        self.finished_at = at

    def withdraw(self, *, at: datetime) -> None:
        self._move(State.WITHDRAWN)
        self.finished_at = at
        self.excerpt = None

    def forget_the_person(self) -> None:
        """What is left counts: where and when somebody wrote, not who nor what."""
        self.supporter = self.excerpt = None
        self.subject = self.body = self.personal_line = ""
        self.email_key = ""
        for recipient in self.recipients:
            recipient.email_key = ""

    def _move(self, to: State) -> None:
        if to not in MOVES[self.state]:
            raise IllegalMessageMove(state=self.state.value, to=to.value)
        self.state = to


class Supporter(Model):
    """The person who wrote: private data, destroyed apart from the message."""

    __tablename__ = "supporters"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    city: Mapped[str]

    message: Mapped[Message] = relationship(back_populates="supporter")


class Reading(StrEnum):
    """What staff said of a sentence that its author agreed to have quoted."""

    AWAITED = "awaited"
    ACCEPTED = "accepted"
    SET_ASIDE = "set_aside"


class Excerpt(Model):
    """The personal line of a message may be quoted, without a name, where its author lives. It stays in the message.

    There is a row for as long as its author agrees; nobody reads it in a dossier before staff have.
    """

    __tablename__ = "message_excerpts"
    __table_args__ = (
        one_of("reading", Reading),
        CheckConstraint("(reading = 'awaited') = (read_at IS NULL)", name="read_at_some_time"),
    )

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True)
    reading: Mapped[Reading] = mapped_column(text_enum(Reading), default=Reading.AWAITED)
    read_at: Mapped[datetime | None]
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))

    message: Mapped[Message] = relationship(back_populates="excerpt")

    def read(self, reading: Reading, *, at: datetime, by: uuid.UUID) -> None:
        """A person of the staff has read it; they may change their mind."""
        self.reading, self.read_at, self.account_id = reading, at, by


class MessageRecipient(Model):
    """Written at confirmation: one message per person, official and campaign. Unconfirmed ones block nobody.

    Nobody is recognized any more in those that were forgotten.
    """

    __tablename__ = "message_recipients"
    __table_args__ = (
        Index(
            "uq_message_recipients_once",
            "campaign_id",
            "official_id",
            "email_key",
            unique=True,
            sqlite_where=text("email_key <> ''"),
            postgresql_where=text("email_key <> ''"),
        ),
        Index(None, "message_id"),
        Index(None, "delivery_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"))
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id))
    mandate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Mandate.id))  # the office that was written to
    delivery_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Delivery.id, ondelete="SET NULL"))
    email_key: Mapped[str]

    message: Mapped[Message] = relationship(back_populates="recipients")
    official: Mapped[Official] = relationship()
    mandate: Mapped[Mandate] = relationship()
    delivery: Mapped[Delivery | None] = relationship()

    @property
    def guard_key(self) -> str:
        """Under which the mail to the official asks, just before it leaves, whether it still may."""
        return f"{TO_OFFICIAL}:{self.id}"
