"""The ridings of an electoral map: a new map with its first day of validity, or corrections to one that is loaded."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import search_key
from app.core.unit_of_work import unit_of_work
from app.territory.importing.findings import Differences, Wrong
from app.territory.importing.headings import RIDINGS, places_of, region_code
from app.territory.importing.sources import Source
from app.territory.models import NATIONAL, ElectoralMap, Region, Riding, RidingAlias
from app.territory.naming import name_key

LIST = "list"
_SEVERAL = re.compile(r"\s*[;,/]\s*|(?<=\d)\s+(?=\d)")


@dataclass
class _Line:
    code: str
    name: str
    region: str
    others: list[str]
    aliases: list[str] = field(default_factory=list)

    @property
    def facts(self) -> tuple[str, str, str, list[str]]:
        return self.code, self.name, self.region, self.others


class Ridings:
    """One file, for the map of that name: `compare`, then, when nothing is refused, `carry_out`.

    On a map that is loaded, a riding may be renamed, renumbered or added; none goes, for messages and mandates name it.
    """

    def __init__(self, map_name: str, valid_from_on: date, source_said: str) -> None:
        self.map_name, self.valid_from_on, self.source_said = map_name, valid_from_on, source_said
        self.found = Differences(form=LIST, replaces=True)
        self._lines: dict[str, _Line] = {}
        self._loaded: dict[str, Riding] = {}
        self._known_aliases: set[str] = set()

    def compare(self, source: Source) -> Differences:
        """What would change. Raises `TabularError`."""
        table = source.table()
        places = places_of(table.columns, RIDINGS)
        if not {"code", "name", "region"} <= places.keys():
            self.found.refuse(Wrong.COLUMNS, value=", ".join(table.columns))
            return self.found
        self.found.lines = len(table.rows)
        if not table.rows:
            self.found.refuse(Wrong.NOTHING)
        regions = frozenset(db.session.scalars(sa.select(Region.code).where(Region.code != NATIONAL)))
        codes: set[str] = set()
        for row in table.rows:
            self._take(row.line, {what: row.cells[place] for what, place in places.items()}, regions, codes)
        self._compare()
        return self.found

    def carry_out(self) -> None:
        """All of it, or nothing."""
        with unit_of_work():
            electoral_map = self._map()
            if electoral_map is None:
                electoral_map = ElectoralMap(
                    name=self.map_name, valid_from_on=self.valid_from_on, source=self.source_said
                )
                db.session.add(electoral_map)
            self._make_way(electoral_map)
            regions = {region.code: region for region in db.session.scalars(sa.select(Region))}
            for key, line in self._lines.items():
                riding = self._loaded.get(key) or Riding(map=electoral_map)
                db.session.add(riding)
                riding.code, riding.name, riding.region_code = line.code, line.name, line.region
                riding.key, riding.sort_key = search_key(line.name), sort_key(line.name)
                riding.other_regions = [regions[code] for code in line.others]
                db.session.flush()
                for alias in line.aliases:
                    if name_key(alias) not in self._known_aliases:
                        db.session.add(self._alias(electoral_map.id, riding.id, alias))

    def _alias(self, map_id: uuid.UUID, riding_id: uuid.UUID, name: str) -> RidingAlias:
        self._known_aliases.add(name_key(name))
        return RidingAlias(map_id=map_id, riding_id=riding_id, name=name, key=name_key(name), until_on=None,
                           source=self.source_said)  # fmt: skip

    def _make_way(self, electoral_map: ElectoralMap) -> None:
        """Two ridings may exchange their codes; the database looks at one row after the other."""
        moving = [one for key, one in self._loaded.items() if one.code != self._lines[key].code]
        for number, riding in enumerate(moving):
            riding.code = f"~{number}"
        db.session.flush()

    def _take(self, line: int, cells: dict[str, str], regions: frozenset[str], codes: set[str]) -> None:
        refuse = self.found.refuse
        name, code, said = cells["name"], cells["code"], [cells["region"]]
        said += [one for one in _SEVERAL.split(cells.get("other_regions", "")) if one]
        found = [region_code(one, regions) for one in said]
        for one, region in zip(said, found, strict=True):
            if region is None:
                refuse(Wrong.REGION, line, one)
        if not name:
            refuse(Wrong.NAME_MISSING, line)
        elif name_key(name) in self._lines:
            refuse(Wrong.RIDING_TWICE, line, name)
        if not code:
            refuse(Wrong.CODE_MISSING, line)
        elif code in codes:
            refuse(Wrong.CODE_TWICE, line, code)
        codes.add(code)
        main, *others = [region or "" for region in found]
        aliases = [one.strip() for one in cells.get("aliases", "").split(";") if one.strip()]
        self._lines.setdefault(name_key(name), _Line(code, name, main, sorted(set(others) - {main}), aliases))

    def _map(self) -> ElectoralMap | None:
        return db.session.scalar(sa.select(ElectoralMap).where(ElectoralMap.name == self.map_name))

    def _compare(self) -> None:
        found, electoral_map = self.found, self._map()
        same_day = sa.select(ElectoralMap).where(ElectoralMap.valid_from_on == self.valid_from_on)
        on_that_day = db.session.scalar(same_day)
        if electoral_map is not None and electoral_map.valid_from_on != self.valid_from_on:
            found.refuse(Wrong.VALIDITY, value=electoral_map.valid_from_on.isoformat())
        elif on_that_day is not None and on_that_day is not electoral_map:
            found.refuse(Wrong.DAY_TAKEN, value=on_that_day.name)
        if electoral_map is not None:
            self._load(electoral_map)
        for key, line in self._lines.items():
            riding = self._loaded.get(key)
            facts = riding and (riding.code, riding.name, riding.region_code, [r.code for r in riding.other_regions])
            is_known = all(name_key(alias) in self._known_aliases for alias in line.aliases)
            found.new += riding is None
            found.same += facts == line.facts and is_known
            found.changed += riding is not None and not (facts == line.facts and is_known)

    def _load(self, electoral_map: ElectoralMap) -> None:
        """By name, or by a name that it had."""
        query = sa.select(Riding).where(Riding.map_id == electoral_map.id).options(selectinload(Riding.other_regions))
        loaded = {riding.id: riding for riding in db.session.scalars(query)}
        aliases = sa.select(RidingAlias).where(RidingAlias.map_id == electoral_map.id)
        by_key = {name_key(riding.name): riding for riding in loaded.values()}
        for alias in db.session.scalars(aliases):
            self._known_aliases.add(alias.key)
        for line_key, line in self._lines.items():
            for former in line.aliases:
                if line_key not in by_key and name_key(former) in by_key:
                    by_key[line_key] = by_key.pop(name_key(former))
        for key, riding in by_key.items():
            if key in self._lines:
                self._loaded[key] = riding
            else:
                self.found.refuse(Wrong.RIDING_GONE, value=riding.name)
