"""Which antenne régionale serves a region, and how the tables are loaded."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.chapters.models import Chapter, ServedRegion
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory

__all__ = [
    "by_key",
    "chapters",
    "load_reference",
    "serving",
]


def chapters() -> list[Chapter]:
    """All chapters, in the order of the first region that each serves."""
    found = db.session.scalars(sa.select(Chapter).options(selectinload(Chapter.served)))
    return sorted(found, key=lambda chapter: chapter.region_codes)


def serving(region_code: str) -> Chapter | None:
    """The chapter of that region; None: national staff serve it."""
    return db.session.scalar(sa.select(Chapter).join(ServedRegion).where(ServedRegion.region_code == region_code))


def by_key(key: str) -> Chapter | None:
    """The chapter of that key, as in `?via=troc-m`."""
    return db.session.scalar(sa.select(Chapter).where(Chapter.key == key))


def load_reference() -> None:
    """Regions, chapters and the electoral map of 2026: what every installation starts with."""
    territory.load_regions()
    _load_chapters()
    territory.load_map_of_2026()
    territory.load_riding_aliases()


def _load_chapters() -> None:
    """The regional tables of our own data file. Does nothing for those that stand already."""
    with unit_of_work():
        known = set(db.session.scalars(sa.select(Chapter.key)))
        for row in territory.rows("chapters.csv"):
            if row["key"] not in known:
                db.session.add(_chapter(row))


def _chapter(row: dict[str, str]) -> Chapter:
    return Chapter(
        key=row["key"],
        acronym=row["acronym"],
        name=row["name"],
        is_coalition_member=row.get("coalition_member", "yes") == "yes",
        website=row.get("website") or None,
        served=_served(row["regions"].split()),
    )


def _served(codes: Iterable[str]) -> list[ServedRegion]:
    return [ServedRegion(region_code=code) for code in codes]
