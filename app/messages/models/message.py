"""Somebody's own words to one or several officials, for a campaign; in whose name; what of it may be quoted."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.core.suspicion import Suspicion
from app.deliveries.models import Delivery
from app.messages.errors import IllegalMessageMove
from app.messages.models.states import MOVES, TO_OFFICIAL, TO_REMIND, TO_SUPPORTER, LookupMethod, Reading, State
from app.officials.models import Mandate, Official
from app.organizations.models import Authority, Organization
from app.territory.models import Riding


class Message(Model):
    """What one person wrote. The full postal code is never kept."""

    __tablename__ = "messages"
    __table_args__ = (
        one_of("state", State),
        one_of("lookup_method", LookupMethod),
        one_of("set_aside_for", Suspicion),
        CheckConstraint(
            "state NOT IN ('confirmed', 'queued', 'done') OR confirmed_at IS NOT NULL", name="confirmed_has_a_time"
        ),
        CheckConstraint("(state IN ('done', 'withdrawn')) = (finished_at IS NOT NULL)", name="finished_has_a_time"),
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
    variant: Mapped[str] = mapped_column(default="", server_default="")  # for whom these words are; the others apart
    # The rules whose officials its author was shown; None: written before a rule could change.
    rules: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
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
    recipients: Mapped[list[MessageRecipient]] = relationship(
        back_populates="message", cascade="all, delete-orphan", order_by="MessageRecipient.id"
    )
    waits: Mapped[list[Wait]] = relationship(
        back_populates="message", cascade="all, delete-orphan", order_by="Wait.rule"
    )
    wordings: Mapped[list[MessageWording]] = relationship(
        cascade="all, delete-orphan", order_by="MessageWording.variant"
    )
    letterhead: Mapped[Letterhead | None] = relationship(
        back_populates="message", cascade="all, delete-orphan", uselist=False
    )
    excerpt: Mapped[Excerpt | None] = relationship(
        back_populates="message", cascade="all, delete-orphan", uselist=False
    )

    @property
    def guard_key(self) -> str:
        """Under which the mails to whoever wrote ask, just before they leave, whether they still may."""
        return f"{TO_SUPPORTER}:{self.id}"

    @property
    def reminder_key(self) -> str:
        """The same for the reminders to confirm."""
        return f"{TO_REMIND}:{self.id}"

    def says(self, variant: str) -> tuple[str, str] | None:
        """Subject and message as its author left them for that variant; None: they never read one for it."""
        if variant == self.variant:
            return self.subject, self.body
        return next(((one.subject, one.body) for one in self.wordings if one.variant == variant), None)

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
        self.wordings, self.waits = [], []
        if self.letterhead:
            self.letterhead.forget_the_person()
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


class MessageWording(Model):
    """The words of the same message for officials that a variant is for, as the supporter left them."""

    __tablename__ = "message_wordings"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True)
    variant: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    body: Mapped[str]


class Letterhead(Model):
    """An organization of the register writes, by a person who says by what right. Its name is as it was then."""

    __tablename__ = "message_letterheads"
    __table_args__ = (
        one_of("authority", Authority),
        CheckConstraint("(authority = 'on_date') = (authority_on IS NOT NULL)", name="date_with_its_answer"),
        Index(None, "organization_id"),
    )

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Organization.id, ondelete="SET NULL"))
    name: Mapped[str]
    title: Mapped[str]  # of the person
    authority: Mapped[Authority] = mapped_column(text_enum(Authority))
    authority_on: Mapped[date | None]

    message: Mapped[Message] = relationship(back_populates="letterhead")
    organization: Mapped[Organization | None] = relationship()

    def forget_the_person(self) -> None:
        self.title = ""


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
    variant: Mapped[str] = mapped_column(default="", server_default="")  # in whose words it was written

    message: Mapped[Message] = relationship(back_populates="recipients")
    official: Mapped[Official] = relationship()
    mandate: Mapped[Mandate] = relationship()
    delivery: Mapped[Delivery | None] = relationship()

    @property
    def guard_key(self) -> str:
        """Under which the mail to the official asks, just before it leaves, whether it still may."""
        return f"{TO_OFFICIAL}:{self.id}"


class Wait(Model):
    """Nobody can be written to in that office of the riding of the message: it leaves once somebody can.

    `given_up_at`: the campaign was over before. What leaves is a recipient, and waits no more.
    """

    __tablename__ = "message_waits"
    __table_args__ = (Index("ix_message_waits_open", "message_id", sqlite_where=text("given_up_at IS NULL"),
                            postgresql_where=text("given_up_at IS NULL")),)  # fmt: skip

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    given_up_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship(back_populates="waits")

    def give_up(self, *, at: datetime) -> None:
        self.given_up_at = self.given_up_at or at
