"""In which ridings a postal code or a municipality lies. Several is an answer; a guess never is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.orm import joinedload, selectinload

from app.core import identifiers
from app.core.database import db
from app.core.keys import search_key
from app.territory.maps import active_map, ridings
from app.territory.models import ElectoralMap, Municipality, PostalCode, Riding

ELECTORAL_AUTHORITY = "https://www.electionsquebec.qc.ca/"
NEAR_ENOUGH = 80  # of 100: « rimousky » and Rimouski, not Rimouski and Rigaud


class Method(StrEnum):
    """By what the ridings were found; of a supporter, only this, riding, region and map are kept."""

    POSTAL_CODE = "postal_code"
    MUNICIPALITY = "municipality"
    ALL = "all"  # the last resort: every riding of the map, and the site of the electoral authority


@dataclass(frozen=True)
class RidingFound:
    """A riding where somebody may live, and the municipalities by which it was found."""

    riding: Riding
    municipalities: tuple[Municipality, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a lookup found. `is_certain`: what was asked can mean only this one riding."""

    map: ElectoralMap
    method: Method
    places: list[RidingFound]
    postal_code: str = ""
    is_certain: bool = False
    near: list[str] = field(default_factory=list)  # municipalities whose names look like what was typed

    @property
    def ridings(self) -> list[Riding]:
        """In French order."""
        return [place.riding for place in self.places]


def lookup(postal_code: str = "", municipality: str = "", on: date | None = None) -> Found:
    """The ridings of a full postal code; of one that is not known, those of the municipality; else all there are.

    Raises InvalidPostalCode for what has not the form of one.
    """
    code = identifiers.postal_code(postal_code) if postal_code else ""
    electoral_map = active_map(on)
    places = _of_code(code, electoral_map) if code else []
    if places:
        return Found(electoral_map, Method.POSTAL_CODE, places, code, is_certain=len(places) == 1)
    named = municipalities_matching(municipality)
    places = _of_municipalities(named, electoral_map)
    if places:
        is_certain = len(places) == 1 and is_named(named[0], municipality)
        return Found(electoral_map, Method.MUNICIPALITY, places, code, is_certain)
    near = municipalities_sounding_like(municipality) if municipality else []
    return Found(electoral_map, Method.ALL, [RidingFound(one) for one in ridings(electoral_map)], code, near=near)


def _of_code(code: str, electoral_map: ElectoralMap) -> list[RidingFound]:
    rows = db.session.execute(
        sa.select(Riding, Municipality)
        .join(PostalCode, PostalCode.riding_id == Riding.id)
        .outerjoin(Municipality, Municipality.id == PostalCode.municipality_id)
        .where(PostalCode.code == code, Riding.map_id == electoral_map.id)
        .order_by(Riding.sort_key, PostalCode.rank)
    )
    found: dict[Riding, list[Municipality]] = {}
    for riding, municipality in rows:
        found.setdefault(riding, []).extend([municipality] if municipality else [])
    return [RidingFound(riding, tuple(there)) for riding, there in found.items()]


def _of_municipalities(named: list[Municipality], electoral_map: ElectoralMap) -> list[RidingFound]:
    found: dict[Riding, list[Municipality]] = {}
    for municipality in named:
        for riding in municipality.ridings:
            if riding.map_id == electoral_map.id:
                found.setdefault(riding, []).append(municipality)
    in_order = sorted(found, key=lambda riding: riding.sort_key)
    return [RidingFound(riding, tuple(found[riding])) for riding in in_order]


def places_of_postal_code(code: str, on: date | None = None) -> list[PostalCode]:
    """Every riding of the map in force that this postal code touches, each with the first municipality there.

    `code` as `identifiers.postal_code` writes it. Nothing when the code is not known.
    """
    found = db.session.scalars(
        sa.select(PostalCode)
        .join(PostalCode.riding)
        .where(PostalCode.code == code, PostalCode.rank == 0, Riding.map_id == active_map(on).id)
        .order_by(Riding.sort_key)
        .options(joinedload(PostalCode.riding), joinedload(PostalCode.municipality))
    )
    return list(found)


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
