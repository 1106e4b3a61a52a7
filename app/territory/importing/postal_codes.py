"""Postal codes: in which riding and which municipality each of them lies, on one map.

A code is in one riding, in several, or in several municipalities of one; all of it is kept, in the order of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from app.core import progress
from app.core.clock import today
from app.core.identifiers import InvalidPostalCode, postal_code
from app.core.unit_of_work import unit_of_work
from app.territory.importing import engine
from app.territory.importing.findings import Differences, Wrong
from app.territory.importing.headings import designation, mrc_name, region_code
from app.territory.importing.municipality_index import MunicipalityIndex, municipality_code
from app.territory.importing.postal_files import CELLS, ISQ, Cells, Layout, PostalFile, UnknownForm, opened
from app.territory.importing.sources import Source
from app.territory.models import ElectoralMap
from app.territory.naming import RidingNames, map_with_all

MOST_LINES = 1_000_000
Places = tuple[tuple[engine.Key, engine.Key | None], ...]  # a riding and a municipality, as the driver writes them

_EVERY = 5_000  # lines between two words on progress
_DAY = re.compile(r"(?:19|20)\d{6}")
_USUAL = re.compile(r"[GHJ][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]")  # as nearly all of a file are written
_RETIRED = CELLS.index("retired")
_KNOWN = (
    "SELECT p.code, p.riding_id, p.municipality_id FROM postal_codes p JOIN ridings r ON r.id = p.riding_id "
    "WHERE r.map_id = ? ORDER BY p.code, p.riding_id, p.rank"
)
_FORGET = "DELETE FROM postal_codes WHERE code = ? AND riding_id IN (SELECT id FROM ridings WHERE map_id = ?)"
_KEEP = "INSERT INTO postal_codes (code, riding_id, rank, municipality_id) VALUES (?, ?, ?, ?)"
_LINKS = "SELECT municipality_id, riding_id FROM municipality_ridings"
_LINK = "INSERT INTO municipality_ridings (municipality_id, riding_id) VALUES (?, ?)"


class PostalCodes:
    """One file against one map: `compare`, then, when nothing is refused, `carry_out`.

    `replaces`: codes that the file does not hold go; None: they go if it is an official file, which holds them all.
    `is_sure`: somebody has read how many would go.
    """

    def __init__(
        self, electoral_map: ElectoralMap, *, replaces: bool | None = None, is_sure: bool = True,
        layout: Layout | None = None,
    ) -> None:  # fmt: skip
        self.map = electoral_map
        self.is_sure = is_sure
        self.layout = layout
        self.found = Differences()
        self._replaces = replaces
        self._codes: dict[str, Places] = {}  # of the file; after the comparison, those to be written
        self._forgotten: list[str] = []
        self._good: dict[Cells, Places] = {}
        self._bad: dict[Cells, tuple[Wrong, str] | None] = {}  # None: passed over

    def compare(self, source: Source) -> Differences:
        """What would change. Raises `TabularError`."""
        self._ridings = RidingNames(self.map)
        self._municipalities = MunicipalityIndex()
        try:
            with opened(source, self.layout) as file:
                self._begin(file)
                with progress.share(0, 0.7):
                    self._read(file)
        except UnknownForm as error:
            reason = Wrong.COLUMNS if error.columns else Wrong.FIXED_WIDTH
            self.found.refuse(reason, value=", ".join(error.columns))
        if not self.found.lines and not self.found.refused:
            self.found.refuse(Wrong.NOTHING)
        if self.found.refused:
            self._look_for_another_map()
            return self.found
        with progress.share(0.7, 1):
            self._compare()
        return self.found

    def carry_out(self) -> None:
        """All of it, or nothing."""
        with unit_of_work():
            self._municipalities.write()
            map_key = engine.key_of(self.map.id)
            rows = sum(map(len, self._codes.values()))
            with progress.share(0, 0.3):
                engine.write(_FORGET, ((code, map_key) for code in self._forgotten), len(self._forgotten))
            with progress.share(0.3, 1):
                engine.write(_KEEP, self._rows(), rows)
            self._link()

    def _begin(self, file: PostalFile) -> None:
        self.found.form = file.form
        self.found.replaces = file.says_all if self._replaces is None else self._replaces
        self._names_places = "municipality" in file.columns
        self._left_out = 0
        if file.total > MOST_LINES:
            self.found.refuse(Wrong.TOO_MANY_LINES)

    def _read(self, file: PostalFile) -> None:
        if self.found.refused:
            return
        codes, good, day = self._codes, self._good, f"{today():%Y%m%d}"
        usual = _USUAL.fullmatch
        number = 0
        for number, (line, said, where) in enumerate(file.rows, 1):
            if number % _EVERY == 0:
                progress.tell(number, file.total)
            gone = where[_RETIRED]
            if gone and _DAY.fullmatch(gone) and gone <= day:
                self._left_out += 1
                continue
            if usual(said):
                code = f"{said[:3]} {said[3:]}"
            else:
                try:
                    code = postal_code(said)
                except InvalidPostalCode:
                    self.found.refuse(Wrong.POSTAL_CODE, line, said.strip())
                    continue
            places = good.get(where) or self._places(where, line)
            if places is None:
                continue
            before = codes.get(code)
            if before is None:
                codes[code] = places
            elif places[0] not in before:
                codes[code] = before + places
        self.found.lines = number

    def _places(self, where: Cells, line: int) -> Places | None:
        """Of cells that are met for the first time, or that are wrong."""
        if where not in self._bad:
            riding_name, municipality, code, kind, mrc, region, _retired = map(str.strip, where)
            wrong = self._wrong_riding(riding_name)
            if wrong is None:
                riding = engine.key_of(self._ridings.find(riding_name))  # type: ignore[arg-type]  # it is not wrong
                town = self._municipality(municipality, code, designation(kind), mrc_name(mrc), region)
                self._good[where] = ((riding, town),)
                return self._good[where]
            self._bad[where] = wrong if wrong[0] is not Wrong.RIDING_MISSING or self.found.form != ISQ else None
        told = self._bad[where]
        if told is None:  # an address that the official file places in no riding
            self._left_out += 1
        else:
            self.found.refuse(told[0], line, told[1])
        return None

    def _wrong_riding(self, name: str) -> tuple[Wrong, str] | None:
        if not name:
            return Wrong.RIDING_MISSING, ""
        if name.isdigit():
            return Wrong.RIDING_CODE, name
        return None if self._ridings.find(name) else (Wrong.RIDING, name)

    def _municipality(self, name: str, code: str, kind: str, mrc: str, region: str) -> engine.Key | None:
        if not name:
            return None
        known, its_code = self._municipalities, municipality_code(code)
        in_region = region_code(region, known.region_codes) if region else None
        if in_region is None:
            found = known.find(name, code=its_code, mrc=mrc, designation=kind)
        else:
            found = known.find_or_add(name, code=its_code, region=in_region, mrc=mrc, designation=kind)
        return engine.key_of(found.id) if found else None

    def _look_for_another_map(self) -> None:
        if any(one.reason is Wrong.RIDING for one in self.found.refused):
            names = {where[0].strip() for where in (*self._good, *self._bad)} - {""}
            other = map_with_all(names, but=self.map)
            if other:
                self.found.refuse(Wrong.OTHER_MAP, value=other)

    def _compare(self) -> None:
        found, codes = self.found, self._codes
        named = {riding for places in self._good.values() for riding, _town in places}
        found.figures = {
            "several_ridings": sum(
                len({riding for riding, _ in places}) > 1 for places in codes.values() if places[1:]
            ),
            "municipalities": len(self._municipalities.added),
            "left_out": self._left_out,
        }
        if found.replaces:
            missing = (name for key, name in self._ridings.names.items() if engine.key_of(key) not in named)
            found.ridings_without = sorted(missing)
        changed, removed, total = [], [], len(codes)
        for code, there in self._known():
            wanted = codes.get(code)
            if wanted is None:
                removed += [code] if found.replaces else []
            elif self._is_same(code, wanted, there):
                found.same += 1
                del codes[code]
            else:
                changed.append(code)
        found.changed, found.removed = len(changed), len(removed)
        found.new = total - found.same - found.changed
        self._forgotten = changed + removed
        found.show("changed", changed)
        found.show("removed", removed)
        if not self.is_sure and found.removed > found.same + found.changed:
            found.refuse(Wrong.MOSTLY_GONE, value=str(found.removed))

    def _is_same(self, code: str, wanted: Places, there: Places) -> bool:
        """What a file without municipalities leaves unsaid stays as it is."""
        if not self._names_places:
            before = {riding: [place for place in there if place[0] == riding] for riding, _ in there}
            wanted = tuple(chain.from_iterable(before.get(place[0], [place]) for place in wanted))
            self._codes[code] = wanted
        return wanted == there or (len(wanted) > 1 and _by_riding(wanted) == _by_riding(there))

    def _known(self) -> Iterator[tuple[str, Places]]:
        rows = engine.read(_KNOWN, engine.key_of(self.map.id))
        for code, some in groupby(rows, key=itemgetter(0)):
            yield code, tuple((riding, town) for _code, riding, town in some)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for code in sorted(self._codes):  # in the order of the index
            (riding, town), *more = self._codes[code]
            yield code, riding, 0, town
            ranks = {riding: 0}
            for riding, town in more:
                rank = ranks[riding] = ranks.get(riding, -1) + 1
                yield code, riding, rank, town

    def _link(self) -> None:
        """A municipality lies in the ridings of its codes."""
        named = {(town, riding) for (riding, town), *_ in self._good.values() if town is not None}
        missing = named - {tuple(row) for row in engine.read(_LINKS)} if named else named
        engine.write(_LINK, missing, len(missing))


def _by_riding(places: Places) -> list[tuple[engine.Key, engine.Key | None]]:
    return sorted(places, key=itemgetter(0))
