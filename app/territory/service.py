"""What is asked of the territory: its regions, its ridings, and in which of them somebody lives.

A place that lies in several ridings gives several: whoever asks chooses, the program never guesses.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.orm import joinedload, selectinload

from app.core.clock import today
from app.core.database import db
from app.core.keys import search_key
from app.territory.errors import NoSuchRiding
from app.territory.loading import load_map_of_2026, load_municipalities, load_postal_codes, load_regions
from app.territory.loading import own_rows as rows
from app.territory.models import ElectoralMap, Municipality, PostalCode, Region, Riding
from app.territory.spelling import region_called

__all__ = [
    "active_map",
    "is_named",
    "load_map_of_2026",
    "load_municipalities",
    "load_postal_codes",
    "load_regions",
    "municipalities_called",
    "municipalities_matching",
    "municipalities_sounding_like",
    "of_region",
    "places_of_postal_code",
    "region_called",
    "regions",
    "riding_named",
    "ridings",
    "ridings_of",
    "ridings_of_postal_code",
    "rows",
]

NEAR_ENOUGH = 80  # of 100: « rimousky » and Rimouski, not Rimouski and Rigaud


def regions() -> list[Region]:
    """The 17 regions in code order, then National."""
    return sorted(db.session.scalars(sa.select(Region)), key=lambda region: region.position)


def of_region(code: str) -> str:
    """« du Bas-Saint-Laurent », « de Laval », « des Laurentides »: what follows « les organismes »."""
    return _after_a_noun()[code]


@lru_cache(maxsize=1)
def _after_a_noun() -> dict[str, str]:
    return {row["code"]: row["of"] for row in rows("regions.csv")}


def active_map(on: date | None = None) -> ElectoralMap:
    """The map in force on that day (today): the latest that began; before the first one, the first one.

    Raises NoSuchRiding while no map is loaded.
    """
    maps = list(db.session.scalars(sa.select(ElectoralMap).order_by(ElectoralMap.valid_from_on)))
    if not maps:
        raise NoSuchRiding
    begun = [electoral_map for electoral_map in maps if electoral_map.valid_from_on <= (on or today())]
    return begun[-1] if begun else maps[0]


def ridings(electoral_map: ElectoralMap) -> list[Riding]:
    """Every riding of the map, in French order."""
    found = sa.select(Riding).where(Riding.map_id == electoral_map.id).order_by(Riding.sort_key)
    return list(db.session.scalars(found))


def riding_named(name: str, on: date | None = None) -> Riding:
    """The riding of that name on the map in force; accents, capitals, apostrophes and dashes are forgiven.

    Raises NoSuchRiding.
    """
    electoral_map = active_map(on)
    key = search_key(name)
    found = db.session.scalar(
        sa.select(Riding).where(
            Riding.map_id == electoral_map.id,
            sa.func.replace(Riding.key, " ", "") == key.replace(" ", ""),
        )
    )
    if not key or found is None:
        raise NoSuchRiding
    return found


def places_of_postal_code(code: str, on: date | None = None) -> list[PostalCode]:
    """Every riding of the map in force that this postal code touches, each with its municipality.

    `code` as `identifiers.postal_code` writes it. Nothing when the code is not known.
    """
    found = db.session.scalars(
        sa.select(PostalCode)
        .join(PostalCode.riding)
        .where(PostalCode.code == code, Riding.map_id == active_map(on).id)
        .order_by(Riding.sort_key)
        .options(joinedload(PostalCode.riding), joinedload(PostalCode.municipality))
    )
    return list(found)


def ridings_of_postal_code(code: str, on: date | None = None) -> list[Riding]:
    """The ridings that this postal code touches: one, several, or none when the code is not known."""
    return [place.riding for place in places_of_postal_code(code, on)]


def municipalities_matching(query: str, limit: int = 8) -> list[Municipality]:
    """Municipalities whose name is that, else begins so, else holds it; at most `limit`, at least two letters."""
    key = search_key(query)
    if len(key) < 2:
        return []
    rank = sa.case((Municipality.key == key, 0), (Municipality.key.like(f"{key}%"), 1), else_=2)
    found = list(
        db.session.scalars(
            sa.select(Municipality)
            .where(Municipality.key.like(f"%{key}%"))
            .order_by(rank, Municipality.key, Municipality.region_code)
            .limit(limit)
            .options(joinedload(Municipality.region), selectinload(Municipality.ridings))
        )
    )
    exact = [municipality for municipality in found if municipality.key == key]
    return exact or found


def municipalities_sounding_like(query: str, limit: int = 2) -> list[str]:
    """Names that differ from what was typed by a slip or two, nearest first; to be offered, never chosen."""
    by_key = {row.key: row.name for row in db.session.execute(sa.select(Municipality.key, Municipality.name))}
    near = process.extract(search_key(query), by_key.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=limit)
    return [by_key[key] for key, _score, _place in near]


def municipalities_called(name: str, region_code: str) -> list[Municipality]:
    """Those of that very name in the region; two when a parish and a village share it."""
    same = (Municipality.key == search_key(name), Municipality.region_code == region_code)
    return list(db.session.scalars(sa.select(Municipality).where(*same).options(selectinload(Municipality.ridings))))


def is_named(municipality: Municipality, typed: str) -> bool:
    """Whether that is its whole name, accents, capitals, hyphens and « St- » forgiven."""
    return municipality.key == search_key(typed)


def ridings_of(municipality: Municipality, on: date | None = None) -> list[Riding]:
    """The ridings of the map in force in which the municipality lies, in French order."""
    electoral_map = active_map(on)
    return [riding for riding in municipality.ridings if riding.map_id == electoral_map.id]
