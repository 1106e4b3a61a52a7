"""The register of the staff at 5,000 entries: searched by anything, and looked through for what stands there twice.

The pairs are worked out beforehand, as the worker does: the page reads them.
"""

from __future__ import annotations

from itertools import chain, islice
from urllib.parse import quote

import sqlalchemy as sa
import uuid_utils.compat

from app.core.database import WRITER, db
from app.core.keys import email_key
from app.organizations.comparing import compare_names
from app.organizations.models import ContactEmail, Organization
from benchmarks.measuring import Line, Size, Target, alone
from benchmarks.names import invented, mistyped, typed
from benchmarks.seeding import put, seed
from benchmarks.servers import PRODUCT, serving
from benchmarks.staff import MOST_MS, USERS, reading, signed_in
from benchmarks.stage import Stage
from config import Config

REGISTER = "/equipe/repertoire"
ASKED = 100  # of each way to search


def register(stage: Stage, size: Size) -> list[Line]:
    """Each page, asked for by national staff, who have the whole register before them."""
    settings = stage.settings(stage.migrated("register"), size.workers)
    seeded = seed(Config.from_env(settings), signed=0, unsigned=size.register)
    with seeded.app.app_context():
        _reach_everybody()
        region, entries = _largest_region(size.register * 400 // 5_000)
        compare_names()
    cookie = signed_in(seeded)
    searched = [f"{REGISTER}?q={quote(asked)}" for asked in _asked()]
    pairs = [f"{REGISTER}/doublons?region={region}"]
    pages = (
        (f"register of {size.register:,}, searched by anything", searched, "Répertoire"),
        (f"likely pairs among {entries:,} entries", pairs, "Doublons possibles"),
    )
    lines = []
    with serving(PRODUCT, settings) as server:
        for measure, paths, word in pages:
            line = alone(measure, stage.engine, reading(server, paths, word, cookie, size), size.rounds)
            line.targets = [Target(f"p95 ≤ {MOST_MS:g} ms", (line.p95_ms or 0) <= MOST_MS)]
            line.note = f"{USERS} people without a pause"
            lines.append(line)
    return lines


def _asked() -> list[str]:
    """A piece of a name, a name with a slip, a city, an address, the beginning of a number."""
    cities = [one.city for one in islice(invented(ASKED), ASKED)]
    addresses = [_address(number) for number in range(0, ASKED * 7, 7)]
    numbers = [_neq(number)[:8] for number in range(0, ASKED * 7, 7)]
    return list(chain.from_iterable(zip(typed(ASKED), mistyped(ASKED), cities, addresses, numbers, strict=True)))


def _reach_everybody() -> None:
    """Every entry has an address and a number."""
    organization = Organization.__table__
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        ids = list(connection.scalars(sa.select(organization.c.id).order_by(organization.c.id)))
        numbered = [{"entry": key, "its_number": _neq(place)} for place, key in enumerate(ids)]
        has_number = sa.update(organization).where(organization.c.id == sa.bindparam("entry"))
        connection.execute(has_number.values(neq=sa.bindparam("its_number")), numbered)
    put({ContactEmail: [
        {"id": uuid_utils.compat.uuid7(), "organization_id": key, "address": _address(place),
         "email_key": email_key(_address(place))}
        for place, key in enumerate(ids)
    ]})  # fmt: skip


def _largest_region(wanted: int) -> tuple[str, int]:
    """One region holds as many entries as the largest there are."""
    organization = Organization.__table__
    here = sa.select(organization.c.id).where(organization.c.region_code == "06")
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        missing = wanted - len(list(connection.scalars(here)))
        there = sa.select(organization.c.id).where(organization.c.region_code == "16").limit(max(0, missing))
        moved = list(connection.scalars(there))
        connection.execute(sa.update(organization).where(organization.c.id.in_(moved)).values(region_code="06"))
        return "06", len(list(connection.scalars(here)))


def _address(number: int) -> str:
    return f"info.{number}@organisme.example.org"


def _neq(number: int) -> str:
    return f"11{number:08d}"
