"""An edition, its frozen lines, and what changed since the one before.

Nothing here is ever changed: the database refuses it, by triggers that the migration makes. A line can only be erased,
its text and its salt together; its leaf stays, so that the checksum of the edition can still be worked out.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign, ListPreset
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.cosignatures.models import Cosignature
from app.organizations.models import Kind
from app.territory.models import Region


class What(StrEnum):
    """What became of a cosignature from one edition to the next."""

    ADDED = "added"
    LEFT = "left"  # withdrawn, declined, found to be another's duplicate, or no longer to be shown
    CORRECTED = "corrected"  # its name or its municipality
    MOVED = "moved"  # its region


class Edition(Model):
    """One publication of the list. `counts` are those of the moment, by region, MRC, riding, kind and authority."""

    __tablename__ = "editions"
    __table_args__ = (
        one_of("list_preset", ListPreset),
        CheckConstraint("number > 0", name="number_from_one"),
        CheckConstraint("total > 0", name="holds_somebody"),
        CheckConstraint("(number = 1) = (previous_checksum IS NULL)", name="follows_the_one_before"),
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("campaign_id", "previous_checksum"),
        UniqueConstraint("checksum"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    number: Mapped[int]
    frozen_at: Mapped[datetime]
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # None: the command line
    titles: Mapped[dict[str, str]] = mapped_column(JSON)  # by language
    count_lines: Mapped[dict[str, str]] = mapped_column(JSON)  # by language; empty: the usual one
    list_word: Mapped[str]
    list_preset: Mapped[ListPreset] = mapped_column(text_enum(ListPreset))
    sorts_with_article: Mapped[bool]
    puts_table_first: Mapped[bool]
    puts_national_last: Mapped[bool]
    shows_city: Mapped[bool]
    total: Mapped[int]
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    previous_checksum: Mapped[str | None]
    checksum: Mapped[str]

    campaign: Mapped[Campaign] = relationship()
    account: Mapped[Account | None] = relationship()

    def in_language(self, by_locale: dict[str, Any], locale: str) -> str:
        """What was written in that language, or in French where there are no other words."""
        return str(by_locale.get(locale) or by_locale["fr"])

    def title(self, locale: str) -> str:
        return self.in_language(self.titles, locale)


class EditionLine(Model):
    """An organization in one edition: what is public of it. Erased, it has neither text nor salt left."""

    __tablename__ = "edition_lines"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("position > 0", name="position_from_one"),
        CheckConstraint(
            "(name IS NULL) = (salt IS NULL) AND (name IS NULL) = (city IS NULL)"
            " AND (name IS NULL) = (mrc IS NULL) AND (name IS NULL) = (riding IS NULL)",
            name="erased_whole",
        ),
        UniqueConstraint("edition_id", "cosignature_id"),
        Index(None, "cosignature_id"),
    )

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Edition.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Cosignature.id))
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    name: Mapped[str | None]
    city: Mapped[str | None]
    mrc: Mapped[str | None]
    riding: Mapped[str | None]
    salt: Mapped[str | None]
    leaf: Mapped[str]


class EditionChange(Model):
    """One difference with the edition before; the words are those of the lines, so that they can be erased."""

    __tablename__ = "edition_changes"
    __table_args__ = (one_of("what", What),)

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Edition.id), primary_key=True)
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Cosignature.id), primary_key=True)
    what: Mapped[What] = mapped_column(text_enum(What), primary_key=True)
