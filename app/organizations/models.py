"""An organization is one entry of the register, whatever it has signed."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, SortKey, one_of, text_enum, uuid_pk
from app.territory.models import Region


class Kind(StrEnum):
    COMMUNITY = "community"  # an autonomous community organization
    REGIONAL_TABLE = "regional_table"  # printed first in its region
    PROVINCIAL_GROUPING = "provincial_grouping"
    OTHER = "other"


class Origin(StrEnum):
    """How the entry came into the register."""

    REGISTER = "register"  # loaded or entered by staff
    SIGNATURE = "signature"  # an organization that signed and was not there yet


class Organization(Model):
    """A name exactly as the organization writes it, in one region, perhaps in a city.

    Same key, region and city: the same organization. The database refuses to hold it twice.
    """

    __tablename__ = "organizations"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("origin", Origin),
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("key <> ''", name="has_a_key"),
        UniqueConstraint("region_code", "key", "city_key"),
        Index(None, "search_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    key: Mapped[str]
    search_key: Mapped[str] = mapped_column(SortKey)
    sort_key: Mapped[str] = mapped_column(SortKey)
    sort_key_bare: Mapped[str] = mapped_column(SortKey)  # without the leading article
    kind: Mapped[Kind] = mapped_column(text_enum(Kind), default=Kind.COMMUNITY)
    origin: Mapped[Origin] = mapped_column(text_enum(Origin), default=Origin.REGISTER)
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    city: Mapped[str] = mapped_column(default="")
    city_key: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    region: Mapped[Region] = relationship()
    aliases: Mapped[list[Alias]] = relationship(back_populates="organization", cascade="all, delete-orphan")

    @property
    def is_regional_table(self) -> bool:
        return self.kind is Kind.REGIONAL_TABLE


class Alias(Model):
    """An acronym or a former name; feeds the type-ahead and the matching."""

    __tablename__ = "organization_aliases"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index(None, "key"),
        Index(None, "search_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    search_key: Mapped[str] = mapped_column(SortKey)

    organization: Mapped[Organization] = relationship(back_populates="aliases")


class NameWord(Model):
    """One word of a name or of an alias, for the type-ahead: a prefix is a range of this table's key."""

    __tablename__ = "organization_words"
    __table_args__ = (Index(None, "organization_id", "word"),)

    word: Mapped[str] = mapped_column(SortKey, primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True
    )
