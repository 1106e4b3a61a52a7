"""Electoral maps and their ridings, each in force from a day on."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.core.clock import today
from app.core.database import db
from app.territory.errors import NoSuchMap, NoSuchRiding
from app.territory.models import ElectoralMap, Riding, RidingAlias
from app.territory.naming import name_key


def maps() -> list[ElectoralMap]:
    """Every map that is loaded, the latest first."""
    return list(db.session.scalars(sa.select(ElectoralMap).order_by(ElectoralMap.valid_from_on.desc())))


def active_map(on: date | None = None) -> ElectoralMap:
    """The map in force on that day (today): the latest that began; before the first one, the first one.

    Raises NoSuchRiding while no map is loaded.
    """
    known = maps()
    if not known:
        raise NoSuchRiding
    return next((one for one in known if one.valid_from_on <= (on or today())), known[-1])


def map_named(name: str) -> ElectoralMap:
    """The map of that name, as « 2026 »; "" is the one in force. Raises NoSuchMap, and NoSuchRiding without any."""
    if not name:
        return active_map()
    found = db.session.scalar(sa.select(ElectoralMap).where(ElectoralMap.name == name))
    if found is None:
        raise NoSuchMap(name=name)
    return found


def ridings(electoral_map: ElectoralMap) -> list[Riding]:
    """Every riding of the map, in French order."""
    found = sa.select(Riding).where(Riding.map_id == electoral_map.id).order_by(Riding.sort_key)
    return list(db.session.scalars(found))


def riding_named(name: str, on: date | None = None) -> Riding:
    """The riding that has or had that name on the map in force; accents, capitals, apostrophes, dashes are forgiven.

    Raises NoSuchRiding.
    """
    electoral_map, key = active_map(on), name_key(name)
    of_map = sa.select(Riding).where(Riding.map_id == electoral_map.id)
    found = db.session.scalar(of_map.where(sa.func.replace(Riding.key, " ", "") == key))
    if found is None:
        had = sa.select(RidingAlias.riding_id).where(RidingAlias.map_id == electoral_map.id, RidingAlias.key == key)
        found = db.session.scalar(of_map.where(Riding.id.in_(had)))
    if not key or found is None:
        raise NoSuchRiding
    return found
