"""The measures on one seeded database, each a function that returns lines of the table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.consents.models import ConsentEntry
from app.core import renderings
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature
from app.deliveries.models import Delivery
from benchmarks import acts, ceilings
from benchmarks.measuring import Line, Size, Target, alone, compared, duel
from benchmarks.seeding import Pick, Seeded, Signer, count, seed
from benchmarks.servers import CEILINGS, PRODUCT, Server, serving
from benchmarks.stage import Stage
from config import Config

TYPISTS = 4
MOST_MS_OF_SLIPS = 30  # once in a while, and still before anybody notices
ASKED_AT_ONCE = 8  # fresh connections after a change: enough to meet every process


@dataclass(frozen=True)
class Ground:
    """A seeded database under a server that runs, and the ceilings under another."""

    stage: Stage
    size: Size
    seeded: Seeded
    server: Server
    bare: Server
    bodies: dict[str, bytes]  # of the pages, by address: what the ceiling returns too
    bare_database: str


@contextlib.contextmanager
def ground(stage: Stage, size: Size) -> Iterator[Ground]:
    """Seed, then start both servers."""
    settings = stage.settings(stage.migrated("main"), size.workers)
    seeded = seed(Config.from_env(settings), signed=size.listed, unsigned=size.register - size.listed)
    database = stage.database("ceilings")
    ceilings.prepare(database)
    with serving(PRODUCT, settings) as server:
        bodies = {path: acts.fetch(server, path) for path in (acts.CAMPAIGN, acts.LIST)}
        folder = stage.folder / "pages"
        folder.mkdir()
        for path, body in bodies.items():
            (folder / _name(path)).write_bytes(body)
        told = {"CEILING_PAGES": str(folder), "CEILING_DATABASE": database, "WORKERS": settings["WORKERS"]}
        with serving(CEILINGS, told) as bare:
            yield Ground(stage, size, seeded, server, bare, bodies, database)


def _name(path: str) -> str:
    return "page" if path == acts.CAMPAIGN else "list"


def pages(ground: Ground) -> list[Line]:
    """The page that everybody shares and the public list, against a bare view of the same bytes."""
    measures = {acts.CAMPAIGN: "campaign page", acts.LIST: f"public list of {ground.size.listed:,} names"}
    lines = []
    for path, measure in measures.items():
        body = ground.bodies[path]
        product = acts.reading(ground.server, path, ground.size, body)
        ceiling = acts.reading(ground.bare, f"/bytes/{_name(path)}", ground.size, body)
        line = compared(measure, ground.stage.engine, duel(product, ceiling, ground.size.rounds), 0.5)
        line.act = _name(path)
        line.note = f"{len(body):,} bytes; ceiling: a bare Flask view of the same bytes"
        lines.append(line)
    return lines


def rendering(ground: Ground) -> list[Line]:
    """For information: the same two pages when they must be rendered anew, as for the first visitor after a commit."""
    lines = []
    for measure, path in (("campaign page", acts.CAMPAIGN), ("public list", acts.LIST)):
        plan = acts.reading(ground.server, acts.anew(path), ground.size)
        lines.append(alone(f"{measure}, rendered anew", ground.stage.engine, plan, 1))
        lines[-1].note = "for information: what is paid once for each change and process"
    return lines


def freshness(ground: Ground) -> list[Line]:
    """After each commit that adds a name to the list, every process is asked: none may answer with the list before."""
    stale = 0
    picks = [ground.seeded.picks.pop() for _ in range(ground.size.changes)]  # nobody can sign for them any more
    with ground.seeded.app.app_context():
        campaign = db.session.get_one(Campaign, ground.seeded.campaign_id)
        signer = Signer(campaign)
        for pick in picks:
            _publish(campaign, signer, pick)
            answers = [acts.fetch(ground.server, acts.LIST) for _ in range(ASKED_AT_ONCE)]
            stale += sum(pick.name.encode() not in answer for answer in answers)
    line = Line("answers older than the commit", ground.stage.engine, "", stale)
    line.targets = [Target("0", stale == 0)]
    line.note = f"{len(picks)} commits, {ASKED_AT_ONCE} requests on fresh connections after each"
    return [line]


def _publish(campaign: Campaign, signer: Signer, pick: Pick) -> None:
    organization = signer.as_row(pick)
    with unit_of_work():
        for model, rows in signer.rows([organization]).items():
            db.session.execute(sa.insert(model.__table__), rows)
        renderings.touch(campaign.page_key)


def signing(ground: Ground) -> list[Line]:
    """Signatures a second, everything that belongs to one included, against a bare INSERT."""
    size, picks = ground.size, ground.seeded.picks
    before = _rows(ground.seeded)
    product = acts.signing(ground.server, size, picks, users=size.users)
    ceiling = acts.signing(ground.bare, size, picks, users=size.users, ceiling=True)
    found = duel(product, ceiling, size.rounds)
    line = compared("co-sign POST", ground.stage.engine, found, 0.06)
    line.act = "sign"
    line.targets.append(Target("≥ 250 a second", line.product >= 250))
    line.note = "signature, signatory, consents and mail row in one durable commit; ceiling: POST + one INSERT + commit"
    line.errors |= _missing(found.one.right, before, _rows(ground.seeded))
    if (written := ceilings.count(ground.bare_database)) != found.other.right:
        line.errors[f"ceiling: {found.other.right} answers, {written} rows"] = 1
    return [line]


def typeahead(ground: Ground) -> list[Line]:
    """Suggestions while people type."""
    plan = acts.typing(ground.server, ground.size, TYPISTS)
    line = alone(f"type-ahead over {ground.size.register:,}", ground.stage.engine, plan, ground.size.rounds)
    line.act = "suggest"
    line.targets = [Target("p95 ≤ 15 ms", (line.p95_ms or 0) <= 15)]
    line.note = f"{TYPISTS} people who type without a pause"
    return [line, _slips(ground)]


def _slips(ground: Ground) -> Line:
    """Two letters the wrong way round: nothing is found as typed, and the nearest known words are looked for."""
    plan = acts.typing(ground.server, ground.size, TYPISTS, slips=True)
    line = alone("type-ahead, with a slip in every name", ground.stage.engine, plan, ground.size.rounds)
    line.act = "slip"
    line.targets = [Target(f"p95 ≤ {MOST_MS_OF_SLIPS} ms", (line.p95_ms or 0) <= MOST_MS_OF_SLIPS)]
    line.note = f"{TYPISTS} people who mistype without a pause"
    return line


def _rows(seeded: Seeded) -> dict[str, int]:
    """What one signature adds to: counted before and after."""
    with seeded.app.app_context():
        return {model.__tablename__: count(model) for model in (Cosignature, Delivery, ConsentEntry)}


def _missing(right: int, before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Every right answer has left a signature, a mail and its consents; anything else is an error of the measure."""
    wanted = {"cosignatures": right, "deliveries": right, "consent_entries": 3 * right}
    added = {table: after[table] - before[table] for table in wanted}
    return {} if added == wanted else {f"rows added {added}, expected {wanted}": 1}
