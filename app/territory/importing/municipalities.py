"""Municipalities: the `MUN.csv` of the ministry of municipal affairs, or a list of ours with a name and a region."""

from __future__ import annotations

import re
import uuid
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.core.keys import search_key
from app.core.unit_of_work import unit_of_work
from app.territory.importing.findings import Differences, Wrong
from app.territory.importing.headings import MUNICIPALITIES, designation, mrc_name, places_of, region_code
from app.territory.importing.municipality_index import Known, MunicipalityIndex, municipality_code
from app.territory.importing.sources import Source
from app.territory.models import ElectoralMap, Municipality, PostalCode, municipality_ridings
from app.territory.naming import RidingNames, map_with_all

MAMH, LIST = "mamh", "list"
_SEPARATORS = re.compile(r"\s*;\s*")
_AT_A_TIME = 500


class Municipalities:
    """One file against one map: `compare`, then, when nothing is refused, `carry_out`.

    `with_ridings`: False leaves aside the ridings of the file, which may still be those of the map before.
    `replaces`: see PostalCodes; only municipalities that have a code of the ministry can go.
    """

    def __init__(
        self, electoral_map: ElectoralMap, *, with_ridings: bool = True, replaces: bool | None = None,
        is_sure: bool = True,
    ) -> None:  # fmt: skip
        self.map = electoral_map
        self.is_sure = is_sure
        self.found = Differences()
        self._with_ridings = with_ridings
        self._replaces = replaces
        self._named: dict[uuid.UUID, Known] = {}  # of the file
        self._ridings_of: dict[uuid.UUID, set[uuid.UUID]] = {}
        self._changed: list[Known] = []
        self._gone: list[Known] = []

    def compare(self, source: Source) -> Differences:
        """What would change. Raises `TabularError`."""
        self._names, self._index = RidingNames(self.map), MunicipalityIndex()
        before = {one.id: _facts(one) for one in self._index.all}
        table = source.table()
        places = places_of(table.columns, MUNICIPALITIES)
        if not {"name", "region"} <= places.keys():
            self.found.refuse(Wrong.COLUMNS, value=", ".join(table.columns))
            return self.found
        self.found.form = MAMH if "mcode" in map(str.lower, table.columns) else LIST
        self.found.replaces = self.found.form == MAMH if self._replaces is None else self._replaces
        self.found.lines = len(table.rows)
        for row in table.rows:
            self._take(row.line, {what: row.cells[place] for what, place in places.items()})
        if not table.rows:
            self.found.refuse(Wrong.NOTHING)
        if self.found.refused:
            self._look_for_another_map()
        else:
            self._compare(before)
        return self.found

    def carry_out(self) -> None:
        """All of it, or nothing."""
        with unit_of_work():
            gone = [one.id for one in self._gone]
            for some in (gone[at : at + _AT_A_TIME] for at in range(0, len(gone), _AT_A_TIME)):
                left = PostalCode.municipality_id.in_(some)
                db.session.execute(sa.update(PostalCode).where(left).values(municipality_id=None))
                links = municipality_ridings.c.municipality_id.in_(some)
                db.session.execute(sa.delete(municipality_ridings).where(links))
                db.session.execute(sa.delete(Municipality).where(Municipality.id.in_(some)))
            self._index.write()
            if self._changed:
                changes = [{"id": one.id, **dict(zip(_FACTS, _facts(one), strict=True))} for one in self._changed]
                db.session.execute(sa.update(Municipality), changes)
            links_to_add = [
                {"municipality_id": key, "riding_id": riding}
                for key, ridings in self._ridings_of.items() for riding in ridings
            ]  # fmt: skip
            if links_to_add:
                db.session.execute(sa.insert(municipality_ridings), links_to_add)
            db.session.expire_all()

    def _take(self, line: int, cells: dict[str, str]) -> None:
        name, region_said = cells["name"], cells["region"]
        region = region_code(region_said, self._index.region_codes)
        if not name:
            self.found.refuse(Wrong.NAME_MISSING, line)
        if region is None:
            self.found.refuse(Wrong.REGION, line, region_said)
        ridings = self._ridings(line, cells.get("ridings", ""))
        if not name or region is None:
            return
        kind, mrc = designation(cells.get("designation", "")), mrc_name(cells.get("mrc", ""))
        one = self._index.find_or_add(
            name, code=municipality_code(cells.get("code", "")), region=region, mrc=mrc, designation=kind
        )
        if one is None or (one.id in self._named and self.found.form == MAMH):
            self.found.refuse(Wrong.MUNICIPALITY_TWICE, line, name)
            return
        self._named[one.id] = one
        self._ridings_of.setdefault(one.id, set()).update(ridings)
        one.name, one.region_code, one.mrc, one.designation = name, region, mrc, kind or one.designation

    def _ridings(self, line: int, said: str) -> set[uuid.UUID]:
        found = set()
        for name in _SEPARATORS.split(said) if self._with_ridings else ():
            riding = self._names.find(name) if name else None
            if riding:
                found.add(riding)
            elif name:
                self.found.refuse(Wrong.RIDING, line, name)
        return found

    def _compare(self, before: dict[uuid.UUID, Any]) -> None:
        found, linked = self.found, self._linked()
        for key, one in self._named.items():
            self._ridings_of[key] -= linked.get(key, set())
            if key not in before:
                found.new += 1
                continue
            if _facts(one) != before[key]:
                self._changed.append(one)
            is_same = _facts(one) == before[key] and not self._ridings_of[key]
            found.same += is_same
            found.changed += not is_same
        if found.replaces:
            self._gone = [one for one in self._index.all if one.code and one.id not in self._named]
        found.removed = len(self._gone)
        found.show("removed", [one.label for one in self._gone])
        found.show("changed", [one.label for one in self._changed])
        if not self.is_sure and found.removed > found.same + found.changed:
            found.refuse(Wrong.MOSTLY_GONE, value=str(found.removed))

    def _linked(self) -> dict[uuid.UUID, set[uuid.UUID]]:
        linked: dict[uuid.UUID, set[uuid.UUID]] = {}
        for key, riding in db.session.execute(sa.select(municipality_ridings)):
            linked.setdefault(key, set()).add(riding)
        return linked

    def _look_for_another_map(self) -> None:
        unknown = [one.value for one in self.found.refused if one.reason is Wrong.RIDING]
        other = map_with_all(unknown, but=self.map) if unknown else None
        if other:
            self.found.refuse(Wrong.OTHER_MAP, value=other)


_FACTS = ("name", "key", "region_code", "mrc", "designation", "code")


def _facts(one: Known) -> tuple[Any, ...]:
    return one.name, search_key(one.name), one.region_code, one.mrc, one.designation, one.code
