"""Officials and their dated mandates. A seat may be vacant; a minister usually also holds a riding seat."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, one_of, text_enum, uuid_pk
from app.territory.models import Riding


class Gender(StrEnum):
    """Grammatical: « Madame la Députée, », « Monsieur le Ministre, »."""

    FEMININE = "f"
    MASCULINE = "m"


class Office(StrEnum):
    """What the mandate is for."""

    MNA = "mna"
    MINISTER = "minister"


class Official(Model):
    """A person in office. `contact_source` and `verified_on` say where the address comes from, and when."""

    __tablename__ = "officials"
    __table_args__ = (one_of("gender", Gender),)

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    gender: Mapped[Gender] = mapped_column(text_enum(Gender))
    party: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    contact_source: Mapped[str]
    verified_on: Mapped[date | None]
    is_invented: Mapped[bool] = mapped_column(default=False)

    mandates: Mapped[list[Mandate]] = relationship(back_populates="official", cascade="all, delete-orphan")

    @property
    def can_be_written_to(self) -> bool:
        return bool(self.email)


class Mandate(Model):
    """An official holds an office from one date to another (open-ended while it lasts)."""

    __tablename__ = "mandates"
    __table_args__ = (
        one_of("office", Office),
        CheckConstraint("(office = 'mna') = (riding_id IS NOT NULL)", name="mna_has_a_riding"),
        CheckConstraint("(office = 'minister') = (portfolio IS NOT NULL)", name="minister_has_a_portfolio"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        Index(
            "uq_mandates_seat_held",
            "riding_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL AND riding_id IS NOT NULL"),
            postgresql_where=text("ends_on IS NULL AND riding_id IS NOT NULL"),
        ),
        Index(
            "uq_mandates_portfolio_held",
            "portfolio",
            unique=True,
            sqlite_where=text("ends_on IS NULL AND portfolio IS NOT NULL"),
            postgresql_where=text("ends_on IS NULL AND portfolio IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id, ondelete="CASCADE"))
    office: Mapped[Office] = mapped_column(text_enum(Office))
    riding_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Riding.id))
    portfolio: Mapped[str | None]  # « social-services », « health », « finance », « treasury »
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    official: Mapped[Official] = relationship(back_populates="mandates", lazy="joined", innerjoin=True)
    riding: Mapped[Riding | None] = relationship()

    def holds_on(self, day: date) -> bool:
        """Whether the office is held on that day: the last day of a mandate still counts."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class ListedOfficial(Model):
    """An official on a fixed list that staff named; a campaign writes to whoever is on it."""

    __tablename__ = "listed_officials"
    __table_args__ = (
        UniqueConstraint("list_name", "official_id"),
        CheckConstraint("position > 0", name="position_from_one"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    list_name: Mapped[str]
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id, ondelete="CASCADE"))
    position: Mapped[int]

    official: Mapped[Official] = relationship()
