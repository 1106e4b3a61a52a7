"""Territory is dated, imported data. Region, MRC, riding and chapter are four separate things."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Model, SortKey, uuid_pk

NATIONAL = "00"  # a section of its own on the lists, printed after 17; not a region


class Region(Model):
    """One of the 17 administrative regions (code 01–17), and « National » (00) for the lists."""

    __tablename__ = "regions"
    __table_args__ = (CheckConstraint("length(code) = 2", name="code_of_two_digits"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)

    @property
    def position(self) -> int:
        """The order of the published list: 01 to 17, then National."""
        return 99 if self.code == NATIONAL else int(self.code)


class Municipality(Model):
    """A municipality, in a region and perhaps an MRC."""

    __tablename__ = "municipalities"
    __table_args__ = (UniqueConstraint("name", "region_code", "mrc"), Index(None, "key"))

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    key: Mapped[str]  # search key
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    mrc: Mapped[str] = mapped_column(default="")

    region: Mapped[Region] = relationship()
    ridings: Mapped[list[Riding]] = relationship(secondary="municipality_ridings", order_by="Riding.sort_key")


class ElectoralMap(Model):
    """The ridings in force from one general election to the next. Maps are never joined by code."""

    __tablename__ = "electoral_maps"

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str] = mapped_column(unique=True)
    valid_from_on: Mapped[date] = mapped_column(unique=True)
    source: Mapped[str]


class Riding(Model):
    """A circonscription of one map; found by name within its map."""

    __tablename__ = "ridings"
    __table_args__ = (
        UniqueConstraint("map_id", "code"),
        UniqueConstraint("map_id", "key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    map_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ElectoralMap.id))
    code: Mapped[str]
    name: Mapped[str]
    key: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey)
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))

    map: Mapped[ElectoralMap] = relationship()
    region: Mapped[Region] = relationship()
    other_regions: Mapped[list[Region]] = relationship(secondary="riding_other_regions", order_by=Region.code)

    @property
    def slug(self) -> str:
        """Its name as part of an address; `riding_named` finds it again within the map in force."""
        return self.key.replace(" ", "-")


class PostalCode(Model):
    """A postal code and the municipality and riding it lies in; one code may stand on several rows."""

    __tablename__ = "postal_codes"

    code: Mapped[str] = mapped_column(primary_key=True)  # « G5L 1A1 »
    riding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Riding.id), primary_key=True)
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Municipality.id))

    riding: Mapped[Riding] = relationship()
    municipality: Mapped[Municipality | None] = relationship()


riding_other_regions = Table(
    "riding_other_regions",
    Base.metadata,
    Column("riding_id", ForeignKey(Riding.id), primary_key=True),
    Column("region_code", ForeignKey(Region.code), primary_key=True),
)

municipality_ridings = Table(
    "municipality_ridings",
    Base.metadata,
    Column("municipality_id", ForeignKey(Municipality.id), primary_key=True),
    Column("riding_id", ForeignKey(Riding.id), primary_key=True),
)
