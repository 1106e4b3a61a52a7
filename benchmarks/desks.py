"""The desks of the staff, at 5,000 organizations and 3,000 cosignatures: how long somebody waits for a page."""

from __future__ import annotations

import sqlalchemy as sa

from app.chapters.models import ServedRegion
from app.core.clock import now
from app.core.database import WRITER, db
from app.cosignatures.models import Cosignature, State
from app.organizations.models import Organization
from benchmarks.measuring import Line, Size, Target, alone
from benchmarks.seeding import SLUG, seed
from benchmarks.servers import PRODUCT, serving
from benchmarks.staff import MOST_MS, USERS, reading, signed_in
from benchmarks.stage import Stage
from config import Config

WAITING = 20  # one signature in so many is still to be decided on
DESK = f"/equipe/campagnes/{SLUG}"
PAGES = {
    "entrance of the staff": ("/equipe", "Mon bureau"),
    "national desk": (DESK, "Bureau national"),
    "regional desk": (f"{DESK}/regions/{{region}}", "N’ont pas signé"),
    "figures of an open desk": (f"{DESK}/regions/{{region}}/chiffres?ouverte={{now}}", "Rafraîchir"),
}


def desks(stage: Stage, size: Size) -> list[Line]:
    """Each page, asked for by national staff who see every region."""
    settings = stage.settings(stage.migrated("desks"), size.workers)
    seeded = seed(Config.from_env(settings), signed=size.listed, unsigned=size.register - size.listed)
    with seeded.app.app_context():
        region, organizations = _populate(size)
    cookie = signed_in(seeded)
    lines = []
    with serving(PRODUCT, settings) as server:
        for measure, (path, word) in PAGES.items():
            address = path.format(region=region, now=int(now().timestamp()))
            plan = reading(server, [address], word, cookie, size)
            line = alone(measure, stage.engine, plan, size.rounds)
            line.targets = [Target(f"p95 ≤ {MOST_MS:g} ms", (line.p95_ms or 0) <= MOST_MS)]
            line.note = f"{size.register:,} organizations, {size.listed:,} cosignatures, {USERS} people without a pause"
            if "{region}" in path:
                line.note += f"; {organizations:,} members in the region"
            lines.append(line)
    return lines


def _populate(size: Size) -> tuple[str, int]:
    """Everybody is a member of a table, some signatures wait; one region holds as many as the largest there are."""
    organization, cosignature = Organization.__table__, Cosignature.__table__
    largest = size.register * 400 // 5_000
    serves = sa.select(ServedRegion.chapter_id).where(ServedRegion.region_code == organization.c.region_code)
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        ids = list(connection.scalars(sa.select(cosignature.c.id).order_by(cosignature.c.id)))
        some = sa.update(cosignature).where(cosignature.c.id.in_(ids[::WAITING]))
        connection.execute(some.values(state=State.CONFIRMED, validated_at=None))
        here = sa.select(organization.c.id).where(organization.c.region_code == "06")
        missing = largest - len(list(connection.scalars(here)))
        there = sa.select(organization.c.id).where(organization.c.region_code == "16").limit(max(0, missing))
        moved = list(connection.scalars(there))
        connection.execute(sa.update(organization).where(organization.c.id.in_(moved)).values(region_code="06"))
        of_moved = sa.update(cosignature).where(cosignature.c.organization_id.in_(moved))
        connection.execute(of_moved.values(region_code="06"))
        connection.execute(sa.update(organization).values(chapter_id=serves.scalar_subquery()))
        return "06", len(list(connection.scalars(here)))
