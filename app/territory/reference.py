"""The facts that come with the program: regions, the electoral map of 2026 and the names that its ridings had."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import search_key
from app.core.unit_of_work import unit_of_work
from app.territory.models import NATIONAL, ElectoralMap, Region, Riding, RidingAlias
from app.territory.naming import name_key

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


def load_riding_aliases() -> None:
    """The names that ridings of the maps that are loaded had before. Does nothing for those that stand already."""
    with unit_of_work():
        known = {tuple(row) for row in db.session.execute(sa.select(RidingAlias.map_id, RidingAlias.key))}
        ridings = {
            (riding.map.name, riding.key): riding
            for riding in db.session.scalars(sa.select(Riding).options(joinedload(Riding.map)))
        }
        for row in own_rows("riding-aliases.csv"):
            riding = ridings.get((row["map"], search_key(row["riding"])))
            key = name_key(row["alias"])
            if riding is not None and (riding.map_id, key) not in known:
                until_on = date.fromisoformat(row["until_on"]) if row["until_on"] else None
                db.session.add(
                    RidingAlias(
                        map_id=riding.map_id, riding_id=riding.id, name=row["alias"], key=key, until_on=until_on,
                        source=riding.map.source,
                    )
                )  # fmt: skip
