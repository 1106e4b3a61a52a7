"""What the page of the territory shows: the maps, how much is loaded, from which file and when."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import progress
from app.core.database import db
from app.territory.errors import NoSuchRiding, NoSuchTerritoryFile
from app.territory.maps import active_map, maps
from app.territory.models import (
    ElectoralMap,
    FileKind,
    FileStage,
    Municipality,
    PostalCode,
    Riding,
    TerritoryFile,
    municipality_ridings,
)

MOST_FILES = 30


@dataclass(frozen=True)
class LoadedMap:
    """One map, and what lies on it."""

    map: ElectoralMap
    is_active: bool
    ridings: int
    postal_codes: int
    municipalities: int  # that lie in one of its ridings
    codes_from: TerritoryFile | None  # the last file of its postal codes


@dataclass(frozen=True)
class Loaded:
    """All that is loaded."""

    maps: list[LoadedMap]
    municipalities: int
    municipalities_from: TerritoryFile | None


def loaded() -> Loaded:
    """Counted once for each thing, whatever the number of maps."""
    try:
        active = active_map().id
    except NoSuchRiding:
        active = None
    rows = sa.select(Riding.map_id, sa.func.count()).group_by(Riding.map_id)
    codes = (
        sa.select(Riding.map_id, sa.func.count(sa.distinct(PostalCode.code)))
        .join(Riding, Riding.id == PostalCode.riding_id).group_by(Riding.map_id)
    )  # fmt: skip
    towns = (
        sa.select(Riding.map_id, sa.func.count(sa.distinct(municipality_ridings.c.municipality_id)))
        .join(Riding, Riding.id == municipality_ridings.c.riding_id).group_by(Riding.map_id)
    )  # fmt: skip
    ridings, postal_codes, municipalities = (_counted(query) for query in (rows, codes, towns))
    latest = _latest_imports()
    return Loaded(
        [
            LoadedMap(one, one.id == active, ridings.get(one.id, 0), postal_codes.get(one.id, 0),
                      municipalities.get(one.id, 0), latest.get((FileKind.POSTAL_CODES, one.name)))
            for one in maps()
        ],
        db.session.scalar(sa.select(sa.func.count()).select_from(Municipality)) or 0,
        max((file for (kind, _), file in latest.items() if kind is FileKind.MUNICIPALITIES),
            key=lambda file: file.sent_at, default=None),
    )  # fmt: skip


def files() -> list[TerritoryFile]:
    """The latest files, whatever became of them."""
    found = sa.select(TerritoryFile).order_by(TerritoryFile.sent_at.desc(), TerritoryFile.id.desc()).limit(MOST_FILES)
    return list(db.session.scalars(found))


def one(file_id: uuid.UUID) -> TerritoryFile:
    """Raises NoSuchTerritoryFile."""
    found = db.session.get(TerritoryFile, file_id)
    if found is None:
        raise NoSuchTerritoryFile
    return found


def percent(file: TerritoryFile) -> int | None:
    """How far a worker is; None when none works on it."""
    return progress.percent(file.id)


def _counted(query: sa.Select[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _latest_imports() -> dict[tuple[FileKind, str], TerritoryFile]:
    done = sa.select(TerritoryFile).where(TerritoryFile.stage == FileStage.IMPORTED).order_by(TerritoryFile.imported_at)
    return {(file.kind, file.map_name): file for file in db.session.scalars(done)}
