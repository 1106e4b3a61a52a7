"""A campaign and the exact versions of its letter."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.errors import IllegalCampaignMove
from app.campaigns.models.leaders import Leader, Leaders
from app.chapters.models import Chapter
from app.core.clock import today
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.territory.models import Region


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class ListPreset(StrEnum):
    """How the list is printed: as the coalition published it in 2024, or with full typography."""

    FIDELE = "fidele"
    SOIGNE = "soigne"


class Campaign(Model):
    """One demand, with dates, actions and settings. Its words are in CampaignText, its letter in Letter."""

    __tablename__ = "campaigns"
    __table_args__ = (
        one_of("state", State),
        one_of("list_preset", ListPreset),
        CheckConstraint("closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name="closes_after_it_opens"),
        # Persons are forgotten so many days after it: a campaign that ended without a day would keep them for ever.
        CheckConstraint("(state IN ('closed', 'archived')) = (closed_at IS NOT NULL)", name="closed_on_some_day"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[State] = mapped_column(text_enum(State), default=State.DRAFT)
    chapter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Chapter.id))
    colour: Mapped[str]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]  # the last day on which one can sign
    takes_cosignatures: Mapped[bool]
    takes_messages: Mapped[bool]
    takes_endorsements: Mapped[bool] = mapped_column(default=False)
    recipient_rules: Mapped[list[str]] = mapped_column(JSON)
    exclusions: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # traits
    # What becomes of a message to an office that nobody can be written to: left out, "wait", or the name of a rule.
    when_vacant: Mapped[str] = mapped_column(default="", server_default="")
    variants: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # the first that fits is taken
    list_word: Mapped[str] = mapped_column(default="cosignataires")
    list_preset: Mapped[ListPreset] = mapped_column(text_enum(ListPreset), default=ListPreset.SOIGNE)
    sorts_with_article: Mapped[bool] = mapped_column(default=True)
    puts_table_first: Mapped[bool] = mapped_column(default=True, server_default=true())
    puts_national_last: Mapped[bool] = mapped_column(default=True, server_default=true())
    shows_city: Mapped[bool] = mapped_column(default=True, server_default=true())  # where the list has a layout
    shows_paper: Mapped[bool] = mapped_column(default=False, server_default=false())  # how many signed on paper, apart
    milestones: Mapped[list[int]] = mapped_column(JSON)
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    leaders: Mapped[tuple[Leader, ...]] = mapped_column(Leaders, default=())
    position: Mapped[int] = mapped_column(default=0)
    # Listed are those who signed a letter that says what this version says, or a later one; None: all of them.
    lists_from: Mapped[int | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    chapter: Mapped[Chapter | None] = relationship()
    texts: Mapped[list[CampaignText]] = relationship(
        back_populates="campaign",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="CampaignText.locale.desc()",  # French first
    )
    letters: Mapped[list[Letter]] = relationship(back_populates="campaign", order_by="Letter.number")

    @property
    def is_open(self) -> bool:
        """Open, and today is within its dates: the one question that actions ask."""
        day = today()
        return (
            self.state is State.OPEN
            and (self.opens_on is None or self.opens_on <= day)
            and (self.closes_on is None or day <= self.closes_on)
        )

    @property
    def is_public(self) -> bool:
        return self.state is not State.DRAFT

    @property
    def opens_later(self) -> bool:
        """Announced: everybody reads it, and nobody signs before its first day."""
        return self.state is State.OPEN and self.opens_on is not None and today() < self.opens_on

    def next_milestone(self, count: int) -> int:
        """The figure that the bar climbs towards; past the last one, the next thousand."""
        return next((goal for goal in self.milestones if goal > count), (count // 1000 + 1) * 1000)

    @property
    def days_left(self) -> int | None:
        """Days on which one can still sign, today included; None without a closing date or once closed."""
        if self.closes_on is None or not self.is_open:
            return None
        return (self.closes_on - today()).days + 1

    @property
    def page_key(self) -> str:
        """What the cached pages of this campaign hang on."""
        return f"campaign:{self.id}"

    @property
    def consent_scope(self) -> str:
        """Under which the wordings of this campaign's consents are kept."""
        return f"campaign:{self.id}"

    def text(self, locale: str) -> CampaignText:
        """The words in that language, or in French where there are no others."""
        by_locale = {text.locale: text for text in self.texts}
        return by_locale.get(locale) or by_locale["fr"]

    def wording(self, variant: str, locale: str) -> tuple[str, str]:
        """Subject and message for whoever that variant is for; in French where that language has none."""
        text = self.text(locale)
        for known in (text, self.text("fr")):
            if variant in known.variants:
                return known.variants[variant]["subject"], known.variants[variant]["body"]
        return text.message_subject, text.message_body

    def open(self) -> None:
        self._move(State.OPEN, State.DRAFT, State.CLOSED)
        self.closed_at = None

    def close(self, *, at: datetime) -> None:
        self._move(State.CLOSED, State.OPEN)
        self.closed_at = at

    def archive(self) -> None:
        self._move(State.ARCHIVED, State.CLOSED)

    def _move(self, to: State, *allowed: State) -> None:
        if self.state not in allowed:
            raise IllegalCampaignMove(slug=self.slug, state=self.state.value, to=to.value)
        self.state = to


class CampaignText(Model):
    """Every word of a campaign in one language, except the letter and the consents, which have versions."""

    __tablename__ = "campaign_texts"
    __table_args__ = (UniqueConstraint("campaign_id", "locale"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id, ondelete="CASCADE"))
    locale: Mapped[str]
    title: Mapped[str]
    slogan: Mapped[str]
    ask: Mapped[str]
    led_by: Mapped[str]
    contact_email: Mapped[str]
    deadline_note: Mapped[str] = mapped_column(default="")
    share_text: Mapped[str] = mapped_column(default="")
    count_line: Mapped[str] = mapped_column(default="", server_default="")  # above the list; empty: the usual one
    page: Mapped[str] = mapped_column(default="")  # Markdown
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # title, text
    questions: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # question, answer
    message_subject: Mapped[str] = mapped_column(default="")
    message_body: Mapped[str] = mapped_column(default="")  # with blanks
    variants: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict, server_default="{}")

    campaign: Mapped[Campaign] = relationship(back_populates="texts")

    @property
    def headline(self) -> str:
        """What is said loudest: the slogan, or the title where there is none."""
        return self.slogan or self.title


class Letter(Model):
    """One exact, numbered version of the letter, in French and perhaps English; never changes once signed."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("number > 0", name="number_from_one"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    number: Mapped[int]
    # The first version that says the same: a spelling corrected is another version, not other words.
    says: Mapped[int] = mapped_column(default=1, server_default="1")
    body_fr: Mapped[str]
    body_en: Mapped[str | None]
    digest: Mapped[str]
    created_at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship(back_populates="letters")

    def body(self, locale: str) -> str:
        return self.body_en if locale == "en" and self.body_en else self.body_fr


class RegionGoal(Model):
    """How many organizations of one region the campaign hopes for; a region without a row has no goal."""

    __tablename__ = "region_goals"
    __table_args__ = (CheckConstraint("number > 0", name="number_from_one"),)

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id, ondelete="CASCADE"), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code), primary_key=True)
    number: Mapped[int]
