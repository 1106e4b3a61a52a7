"""Ridings are found by name within one map: never by code, which every new map gives anew.

Files write « Drummond--Bois-Francs (138) », « L'ASSOMPTION » or the name that a riding had: all of them are found, and
what is not on the map is not guessed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from app.core.database import db
from app.core.keys import search_key
from app.territory.models import ElectoralMap, Riding, RidingAlias

_CODE = re.compile(r"\s*\(\d{1,4}\)\s*$")


def name_key(name: str) -> str:
    """The key of a riding's name: neither accents, capitals, apostrophes, dashes, spaces nor a code behind it count."""
    return search_key(_CODE.sub("", name)).replace(" ", "")


class RidingNames:
    """All the names by which the ridings of one map are known."""

    def __init__(self, electoral_map: ElectoralMap) -> None:
        ridings = sa.select(Riding.id, Riding.name).where(Riding.map_id == electoral_map.id)
        aliases = sa.select(RidingAlias.riding_id, RidingAlias.name).where(RidingAlias.map_id == electoral_map.id)
        self.names: dict[uuid.UUID, str] = {row.id: row.name for row in db.session.execute(ridings)}
        self._by_key = {name_key(row.name): row.riding_id for row in db.session.execute(aliases)}
        self._by_key |= {name_key(name): key for key, name in self.names.items()}

    def find(self, name: str) -> uuid.UUID | None:
        """The riding of that name; None when the map has none."""
        return self._by_key.get(name_key(name))


def map_with_all(names: Iterable[str], *, but: ElectoralMap) -> str | None:
    """The other map on which every one of these ridings is: the one that a file was made for."""
    wanted = list(names)
    others = sa.select(ElectoralMap).where(ElectoralMap.id != but.id).order_by(ElectoralMap.valid_from_on.desc())
    for other in db.session.scalars(others):
        known = RidingNames(other)
        if wanted and all(known.find(name) for name in wanted):
            return other.name
    return None
