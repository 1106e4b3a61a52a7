"""How the places are loaded: our own reference files, and lists of municipalities and postal codes.

Loading the same file again changes nothing; a wrong line refuses the whole file and is named.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app.core import identifiers
from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import search_key
from app.core.unit_of_work import unit_of_work
from app.territory.errors import TerritoryFileError
from app.territory.models import NATIONAL, ElectoralMap, Municipality, PostalCode, Region, Riding

DATA = Path(__file__).parent / "data"
MAP_2026 = "2026"
ELECTION_2026 = date(2026, 10, 5)
MAP_SOURCE = "Élections Québec, carte électorale de 2026 (L.Q. 2026, c. 15)"


def own_rows(name: str) -> list[dict[str, str]]:
    """The lines of one of this feature's own data files."""
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def load_regions() -> None:
    """The 17 administrative regions and the National section. Does nothing where they stand already."""
    with unit_of_work():
        known = set(db.session.scalars(sa.select(Region.code)))
        for row in [*own_rows("regions.csv"), {"code": NATIONAL, "name": "National"}]:
            if row["code"] not in known:
                db.session.add(Region(code=row["code"], name=row["name"]))


def load_map_of_2026() -> None:
    """The 127 ridings of the map in force since the election of 5 October 2026."""
    with unit_of_work():
        if db.session.scalar(sa.select(ElectoralMap.id).where(ElectoralMap.name == MAP_2026)):
            return
        electoral_map = ElectoralMap(name=MAP_2026, valid_from_on=ELECTION_2026, source=MAP_SOURCE)
        regions_by_code = {region.code: region for region in db.session.scalars(sa.select(Region))}
        for row in own_rows("ridings-2026.csv"):
            riding = Riding(
                map=electoral_map,
                code=row["code"],
                name=row["name"],
                key=search_key(row["name"]),
                sort_key=sort_key(row["name"]),
                region_code=row["region"],
            )
            riding.other_regions = [regions_by_code[code] for code in row["other_regions"].split()]
            db.session.add(riding)


def load_municipalities(path: Path) -> int:
    """Municipalities of a CSV file (name, region, mrc, ridings parted by « ; »). How many were new.

    Raises TerritoryFileError.
    """
    with unit_of_work():
        known = {(m.key, m.region_code, m.mrc): m for m in db.session.scalars(sa.select(Municipality))}
        region_codes = set(db.session.scalars(sa.select(Region.code)))
        ridings = _ridings_by_key()
        added = 0
        for line, row in _lines(path, {"name", "region", "mrc", "ridings"}):
            if row["region"] not in region_codes:
                raise TerritoryFileError(f"{path.name}, line {line}: no region {row['region']!r}")
            key = (search_key(row["name"]), row["region"], row["mrc"])
            if key not in known:
                known[key] = Municipality(name=row["name"], key=key[0], region_code=row["region"], mrc=row["mrc"])
                db.session.add(known[key])
                added += 1
            here = [_riding(ridings, name, path, line) for name in row["ridings"].split(";")]
            known[key].ridings = [*known[key].ridings, *(r for r in here if r not in known[key].ridings)]
    return added


def load_postal_codes(path: Path) -> int:
    """Postal codes of a CSV file (code, riding, municipality); a code may stand on several lines. How many new.

    Raises TerritoryFileError.
    """
    with unit_of_work():
        known: set[tuple[str, uuid.UUID]] = {
            (code, riding_id)
            for code, riding_id in db.session.execute(sa.select(PostalCode.code, PostalCode.riding_id))
        }
        ridings = _ridings_by_key()
        municipalities: dict[str, list[Municipality]] = {}
        for municipality in db.session.scalars(sa.select(Municipality)):
            municipalities.setdefault(municipality.key, []).append(municipality)
        added = 0
        for line, row in _lines(path, {"code", "riding", "municipality"}):
            riding = _riding(ridings, row["riding"], path, line)
            try:
                code = identifiers.postal_code(row["code"])
            except ValueError:
                raise TerritoryFileError(f"{path.name}, line {line}: no postal code") from None
            if (code, riding.id) in known:
                continue
            known.add((code, riding.id))
            there = municipalities.get(search_key(row["municipality"]), [])
            place = next((m for m in there if riding in m.ridings), None)
            db.session.add(PostalCode(code=code, riding_id=riding.id, municipality=place))
            added += 1
    return added


def _lines(path: Path, columns: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line of the file with its number, ends stripped. Raises TerritoryFileError on missing columns."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source, restval="")
        missing = columns - set(reader.fieldnames or ())
        if missing:
            raise TerritoryFileError(f"{path.name}: no column {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in columns}


def _ridings_by_key() -> dict[str, Riding]:
    """The ridings of the latest map, by search key: lists of places are made for it."""
    latest = sa.select(ElectoralMap.id).order_by(ElectoralMap.valid_from_on.desc()).limit(1)
    found = db.session.scalars(sa.select(Riding).where(Riding.map_id == latest.scalar_subquery()))
    return {riding.key: riding for riding in found}


def _riding(ridings: dict[str, Riding], name: str, path: Path, line: int) -> Riding:
    riding = ridings.get(search_key(name))
    if riding is None:
        raise TerritoryFileError(f"{path.name}, line {line}: no riding {name.strip()!r}")
    return riding
