"""News, communiqués, the victory and activities of a campaign, and the mails by which they were told."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import renderings
from app.core.clock import local, today
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.deliveries.models import Delivery
from app.territory.models import Region
from app.updates.errors import IllegalUpdateMove


class Kind(StrEnum):
    """The closed list. A campaign is won once; what has a place and an hour is an activity."""

    NEWS = "news"
    COMMUNIQUE = "communique"
    VICTORY = "victory"
    ACTIVITY = "activity"


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"  # published by itself, at its hour
    PUBLISHED = "published"
    TAKEN_BACK = "taken_back"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SCHEDULED, State.PUBLISHED}),
    State.SCHEDULED: frozenset({State.DRAFT, State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.TAKEN_BACK}),
    State.TAKEN_BACK: frozenset({State.PUBLISHED}),
}
ONE_VICTORY = text("kind = 'victory' AND state = 'published'")


class Update(Model):
    """One dated post of a campaign, or of some of its regions. Its number makes its address, for ever."""

    __tablename__ = "updates"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("state", State),
        CheckConstraint("number > 0", name="number_from_one"),
        CheckConstraint("(kind = 'activity') = (starts_at IS NOT NULL)", name="activity_has_an_hour"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("kind = 'activity' OR ends_at IS NULL", name="only_activities_end"),
        CheckConstraint("(state = 'scheduled') = (publishes_at IS NOT NULL)", name="scheduled_has_an_hour"),
        CheckConstraint(
            "(state IN ('published', 'taken_back')) = (published_at IS NOT NULL)", name="published_has_an_hour"
        ),
        UniqueConstraint("campaign_id", "number"),
        Index(
            "uq_updates_one_victory", "campaign_id", unique=True, sqlite_where=ONE_VICTORY, postgresql_where=ONE_VICTORY
        ),
        Index(None, "state", "publishes_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    state: Mapped[State] = mapped_column(text_enum(State), default=State.DRAFT)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # who began it
    created_at: Mapped[datetime]
    publishes_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]  # other words since it was published
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")

    campaign: Mapped[Campaign] = relationship()
    regions: Mapped[list[Region]] = relationship(  # none: the whole campaign
        secondary=lambda: UpdateRegion.__table__, order_by=Region.code, lazy="selectin"
    )
    account: Mapped[Account | None] = relationship()
    texts: Mapped[list[UpdateText]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="UpdateText.locale.desc()"
    )
    mailing: Mapped[Mailing | None] = relationship(cascade="all, delete-orphan", uselist=False)

    @property
    def audit_key(self) -> str:
        """Under which key the journal knows it."""
        return f"update:{self.id}"

    @property
    def region_codes(self) -> frozenset[str]:
        """The regions that it concerns; none of them: it concerns everybody."""
        return frozenset(region.code for region in self.regions)

    @property
    def page_keys(self) -> tuple[str, ...]:
        """What the kept pages that show it hang on: a victory is told on the front page too."""
        front = (renderings.FRONT,) if self.kind is Kind.VICTORY else ()
        return self.campaign.page_key, *front

    @property
    def is_public(self) -> bool:
        return self.state is State.PUBLISHED

    @property
    def is_activity(self) -> bool:
        return self.kind is Kind.ACTIVITY

    @property
    def last_day(self) -> date | None:
        """The day on which an activity ends."""
        at = self.ends_at or self.starts_at
        return local(at).date() if at else None

    @property
    def is_over(self) -> bool:
        """An activity is to come until its day is over: kept pages are made anew at midnight."""
        return self.last_day is not None and self.last_day < today()

    @property
    def told_at(self) -> datetime | None:
        """When it last said something new to everybody."""
        return self.corrected_at or self.published_at

    @property
    def ends_the_same_day(self) -> bool:
        return self.starts_at is not None and self.last_day == local(self.starts_at).date()

    @property
    def locales(self) -> list[str]:
        """The languages in which it is written, French first."""
        return sorted((one.locale for one in self.texts), reverse=True)

    def text(self, locale: str) -> UpdateText:
        """The words in that language, or in French where there are no others."""
        by_locale = {one.locale: one for one in self.texts}
        return by_locale.get(locale) or by_locale["fr"]

    def schedule(self, *, at: datetime) -> None:
        if self.state is not State.SCHEDULED:  # another hour than the one planned is no move
            self._move(State.SCHEDULED)
        self.publishes_at = at

    def wait(self) -> None:
        """A draft again: nothing is published by itself."""
        self._move(State.DRAFT)
        self.publishes_at = None

    def publish(self, *, at: datetime) -> None:
        """For everybody to read; one that was taken back is shown again, as of its first day."""
        self._move(State.PUBLISHED)
        self.publishes_at = None
        self.published_at = self.published_at or at

    def take_back(self) -> None:
        self._move(State.TAKEN_BACK)

    def _move(self, to: State) -> None:
        if to not in MOVES[self.state]:
            raise IllegalUpdateMove(state=self.state.value, to=to.value)
        self.state = to


class UpdateRegion(Model):
    """A region that an update concerns."""

    __tablename__ = "update_regions"

    update_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Update.id, ondelete="CASCADE"), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code), primary_key=True)


class UpdateText(Model):
    """What it says in one language."""

    __tablename__ = "update_texts"

    update_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Update.id, ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]  # Markdown
    accessibility: Mapped[str] = mapped_column(default="")  # of the place of an activity


class Mailing(Model):
    """An update goes by mail to those who asked for news: once. Until it leaves, it can be undone."""

    __tablename__ = "update_mailings"
    __table_args__ = (CheckConstraint("reached > 0", name="reaches_somebody"),)

    update_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Update.id, ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    reached: Mapped[int]  # how many the page told before the button was pressed
    asked_at: Mapped[datetime]
    leaves_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]  # every mail is in the outbox

    account: Mapped[Account] = relationship()


class MailedUpdate(Model):
    """One mail of a mailing. What became of it, and whom it is for, is the delivery's business."""

    __tablename__ = "mailed_updates"
    __table_args__ = (Index(None, "update_id"),)

    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Delivery.id), primary_key=True)
    update_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Update.id))
