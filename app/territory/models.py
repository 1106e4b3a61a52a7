"""Territory is dated, imported data. Region, MRC, riding and chapter are four separate things."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Model, SortKey, one_of, text_enum, uuid_pk
from app.territory.errors import TerritoryFileMoved

NATIONAL = "00"  # a section of its own on the lists, printed after 17; not a region
MOST_ATTEMPTS = 3  # a worker that dies at its work dies of it


class Region(Model):
    """One of the 17 administrative regions (code 01–17), and « National » (00) for the lists."""

    __tablename__ = "regions"
    __table_args__ = (CheckConstraint("length(code) = 2", name="code_of_two_digits"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)

    @property
    def label(self) -> str:
        """« 01 Bas-Saint-Laurent »; National has no number that people know."""
        return self.name if self.code == NATIONAL else f"{self.code} {self.name}"

    @property
    def position(self) -> int:
        """The order of the published list: 01 to 17, then National."""
        return 99 if self.code == NATIONAL else int(self.code)


class Municipality(Model):
    """A municipality, in a region and perhaps an MRC. A village and a township of one MRC may share their name."""

    __tablename__ = "municipalities"
    __table_args__ = (UniqueConstraint("name", "region_code", "mrc", "designation"), Index(None, "key"))

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    key: Mapped[str]  # search key
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    mrc: Mapped[str] = mapped_column(default="")
    designation: Mapped[str] = mapped_column(default="", server_default="")  # « Village », « Canton »
    code: Mapped[str | None] = mapped_column(unique=True)  # five figures, of the ministry of municipal affairs

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


class RidingAlias(Model):
    """Another name of a riding, such as the one it had: files go on saying « Johnson » for Daniel-Johnson."""

    __tablename__ = "riding_aliases"
    __table_args__ = (UniqueConstraint("map_id", "key"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    map_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ElectoralMap.id))
    riding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Riding.id, ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    until_on: Mapped[date | None]  # the last day on which it was its name
    source: Mapped[str]


class PostalCode(Model):
    """A postal code and the municipality and riding it lies in; one code may stand on several rows.

    `rank`: 0 for the first municipality of the code in that riding, 1 for the next.
    """

    __tablename__ = "postal_codes"
    __table_args__ = (CheckConstraint("rank >= 0", name="rank_from_zero"),)

    code: Mapped[str] = mapped_column(primary_key=True)  # « G5L 1A1 »
    riding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Riding.id), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=0, server_default=sa.text("0"))
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


class FileKind(StrEnum):
    """What a file of the territory holds."""

    POSTAL_CODES = "postal_codes"
    MUNICIPALITIES = "municipalities"
    RIDINGS = "ridings"


class FileStage(StrEnum):
    COMPARING = "comparing"  # its differences from what is loaded are being worked out
    COMPARED = "compared"  # to be read by a person
    REFUSED = "refused"  # a line is wrong, or it is the file of another map: nothing of it is taken
    IMPORTING = "importing"
    IMPORTED = "imported"


FILE_MOVES: dict[FileStage, frozenset[FileStage]] = {
    FileStage.COMPARING: frozenset({FileStage.COMPARED, FileStage.REFUSED}),
    FileStage.COMPARED: frozenset({FileStage.IMPORTING}),
    FileStage.REFUSED: frozenset(),
    FileStage.IMPORTING: frozenset({FileStage.IMPORTED, FileStage.COMPARED, FileStage.REFUSED}),
    FileStage.IMPORTED: frozenset(),
}


class TerritoryFile(Model):
    """One file of places, and where it stands. Its content is kept until it is imported, refused or forgotten."""

    __tablename__ = "territory_files"
    __table_args__ = (
        one_of("kind", FileKind),
        one_of("stage", FileStage),
        CheckConstraint("(stage = 'imported') = (imported_at IS NOT NULL)", name="imported_has_a_time"),
        Index(None, "sent_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    kind: Mapped[FileKind] = mapped_column(text_enum(FileKind))
    stage: Mapped[FileStage] = mapped_column(text_enum(FileStage), default=FileStage.COMPARING)
    map_name: Mapped[str]  # the map that it is read against, or that it makes
    file_name: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the person said of it
    content: Mapped[bytes | None] = mapped_column(deferred=True)  # compressed
    size: Mapped[int]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # figures, and refused lines
    has_changed: Mapped[bool] = mapped_column(default=False)  # since the preview that somebody read
    attempts: Mapped[int] = mapped_column(default=0)
    has_failed: Mapped[bool] = mapped_column(default=False)  # given up, nothing was imported
    sent_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]

    @property
    def is_working(self) -> bool:
        return self.stage in (FileStage.COMPARING, FileStage.IMPORTING) and not self.has_failed

    def show(self, result: dict[str, Any], *, is_refused: bool, has_changed: bool = False) -> None:
        """Its differences are known; what is refused is over."""
        self._move(FileStage.REFUSED if is_refused else FileStage.COMPARED)
        self.result, self.has_changed, self.attempts = result, has_changed, 0
        if is_refused:
            self.content = None

    def begin(self) -> None:
        """A person has read the preview."""
        self._move(FileStage.IMPORTING)
        self.attempts, self.has_failed = 0, False

    def attempt(self) -> bool:
        """A worker begins; false when it has been begun too often, and is given up: nothing was imported."""
        self.attempts += 1
        self.has_failed = self.attempts > MOST_ATTEMPTS
        return not self.has_failed

    def finish(self, result: dict[str, Any], *, at: datetime) -> None:
        self._move(FileStage.IMPORTED)
        self.result, self.imported_at, self.content, self.has_changed = result, at, None, False

    def _move(self, to: FileStage) -> None:
        if to not in FILE_MOVES[self.stage]:
            raise TerritoryFileMoved
        self.stage = to
