"""The mail under pressure: two workers against one, a claim among 100,000, confirmations in the middle of a flood.

Workers are processes, as in production; the relay is a fast sink of its own.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask
from rq import Worker

from app.core import queues
from app.core.database import database_now, db
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, rhythm
from app.deliveries import service as deliveries
from app.deliveries.models import URGENCY, Delivery, DeliveryMove, Kind, SendingLane, State
from app.deliveries.switches import ALL
from app.deliveries.tables import D
from benchmarks.measuring import Line, Size, Target, say
from benchmarks.stage import POSTGRESQL, Stage, started
from config import ROOT, Config

OFFICIALS = 125
CLAIMED, CLAIMS = 40, 5  # mails that a claim takes at most (what a domain may take at once), claims in one round
SIGNATURES_PER_S = 33
HANDED_OVER_S = 10.0


def queueing(stage: Stage, size: Size) -> list[Line]:
    """Each on a database of its own."""
    lines = [_claims(stage, size), _confirmations(stage, size)]
    return lines + ([_workers(stage, size)] if stage.engine == POSTGRESQL else [])


def _workers(stage: Stage, size: Size) -> Line:
    """Mails a second of two processes, and of one."""
    app, settings = _application(stage, "workers", size)
    rates: dict[int, list[float]] = {1: [], 2: []}
    with app.app_context():
        for _ in range(min(size.rounds, 3)):
            for number in rates:
                _empty()
                _fill(2 * size.mails, Kind.UPDATE)
                deliveries.stop(ALL, "until every worker is there")
                with _workers_at_work(settings, number):
                    deliveries.resume(ALL)
                    rates[number].append(_rate_of_acceptance(2 * size.mails))
        _close(app)
    one, two = (statistics.median(found) for found in rates.values())
    line = Line("two workers / one", stage.engine, "mails/s", two)
    line.ceiling, line.ratio = one, two / one
    line.ratios = [double / single for single, double in zip(rates[1], rates[2], strict=True)]
    line.targets = [Target("ratio ≥ 1.4", line.ratio >= 1.4)]
    line.note = f"{2 * size.mails:,} mails; each worker a process, started before the clock"
    return line


def _claims(stage: Stage, size: Size) -> Line:
    """What one claim costs with few and with many messages in the lanes of officials, one after the other.

    Both stand ready and take turns: measured apart, the moods of a machine made 0.8 or 1.6 of the same code.
    """
    apps = {waiting: _application(stage, f"claims_{waiting}", size)[0] for waiting in (size.small, size.large)}
    took: dict[int, list[float]] = {waiting: [] for waiting in apps}
    batch = min(CLAIMED, size.small // CLAIMS)
    with _office_hours():
        for waiting, app in apps.items():
            with app.app_context():
                _fill(waiting, Kind.MESSAGE)
                _claims_s(batch)  # each page of the first claims is read and planned for the first time
        for turn in range(6 * size.rounds):
            for waiting in sorted(apps, reverse=turn % 2 == 1):
                with apps[waiting].app_context():
                    took[waiting].append(_claims_s(batch))
        for app in apps.values():
            with app.app_context():
                _close(app)
    few, many = (statistics.median(found) for found in took.values())
    line = Line(f"claim: {size.large:,} messages wait / {size.small:,}", stage.engine, "ms", 1000 * many)
    line.ratios = [large / small for small, large in zip(*took.values(), strict=True)]
    line.ceiling, line.ratio = 1000 * few, statistics.median(line.ratios)
    line.targets = [Target("ratio ≤ 1.25", line.ratio <= 1.25)]
    line.note = f"{batch} from the lanes of {OFFICIALS} officials, whose turns lie anywhere among what waits"
    return line


@contextmanager
def _office_hours() -> Iterator[None]:
    """Lanes are open whenever somebody measures."""
    hours, days = rhythm.HOURS, rhythm.is_working_day
    rhythm.HOURS, rhythm.is_working_day = dict.fromkeys(range(24), 1.0), lambda day: True
    try:
        yield
    finally:
        rhythm.HOURS, rhythm.is_working_day = hours, days


def _claims_s(batch: int) -> float:
    """What one claim took in the middle of a few; all are undone, so that the next round finds the same."""
    took, taken = [], []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        found = claims.claim(batch)
        took.append(time.perf_counter() - began)
        assert len(found) == batch, "too few lanes are free"
        taken += found
        with unit_of_work():
            db.session.execute(sa.update(SendingLane).values(free_at=database_now()))
    claims.release(taken, "bench")
    return statistics.median(took)


def _confirmations(stage: Stage, size: Size) -> Line:
    """From the commit that asks for a confirmation to the relay, while messages wait and 33 a second come in."""
    app, settings = _application(stage, "flood", size)
    seconds = max(2.0, 4 * size.seconds)
    with app.app_context():
        _fill(size.large, Kind.MESSAGE)
        with _workers_at_work(settings, 1):
            asked = _ask_steadily(seconds)
            waits = _waits(asked)
        _close(app)
    worst = sorted(waits)[int(0.95 * len(waits))]
    line = Line("confirmation handed over, 95th percentile", stage.engine, "s", worst)
    line.targets = [Target(f"95 % within {HANDED_OVER_S:g} s", worst <= HANDED_OVER_S)]
    line.note = f"{SIGNATURES_PER_S} a second for {seconds:g} s; {size.large:,} messages wait; one worker"
    return line


def _ask_steadily(seconds: float) -> list[uuid.UUID]:
    asked: list[uuid.UUID] = []
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        if len(asked) <= passed * SIGNATURES_PER_S:
            with unit_of_work():
                found = deliveries.enqueue(**_mail(len(asked), Kind.CONFIRMATION))
            assert found is not None
            asked.append(found)
        else:
            time.sleep(0.005)
    return asked


def _waits(asked: list[uuid.UUID]) -> list[float]:
    """How long each waited until it began to leave; whoever never left counts as a minute."""
    deadline = time.monotonic() + 60
    wanted = sa.select(Delivery.created_at, Delivery.finished_at).where(
        Delivery.kind == Kind.CONFIRMATION, Delivery.finished_at.is_not(None)
    )
    while len(found := _rows(wanted)) < len(asked) and time.monotonic() < deadline:
        time.sleep(0.2)
    waits = [(row.finished_at - row.created_at).total_seconds() for row in found]
    return waits + [60.0] * (len(asked) - len(waits))


def _rate_of_acceptance(number: int) -> float:
    """From the first acceptance to the last."""
    accepted = sa.select(sa.func.count(), sa.func.min(Delivery.finished_at), sa.func.max(Delivery.finished_at)).where(
        Delivery.state == State.ACCEPTED
    )
    deadline = time.monotonic() + 120
    while (row := _rows(accepted)[0])[0] < number:
        assert time.monotonic() < deadline, f"{row[0]} of {number} mails left"
        time.sleep(0.1)
    first, last = (at if isinstance(at, datetime) else datetime.fromisoformat(at) for at in row[1:])
    return (number - 1) / max((last - first) / timedelta(seconds=1), 0.001)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


def _rows(wanted: sa.Select[Any]) -> list[Any]:
    db.session.rollback()
    return list(db.session.execute(wanted).all())


@contextmanager
def _workers_at_work(settings: dict[str, str], number: int) -> Iterator[None]:
    """The worker of production, so many times, and the scheduler whose sweeper rings."""
    commands = [["worker.py"]] * number + [["worker.py", "--schedule"]]
    running = [
        subprocess.Popen([sys.executable, *command], cwd=ROOT, env=settings, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        _until(lambda: len(Worker.all(connection=queues.connection())) >= number)
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def _application(stage: Stage, name: str, size: Size) -> tuple[Flask, dict[str, str]]:
    settings = stage.settings(stage.migrated(f"queue_{name}"), 1) | {"LOG_LEVEL": "ERROR"}
    return started(Config.from_env(settings)), settings


def _close(app: Flask) -> None:
    db.session.remove()
    app.extensions["page_revisions"].close()
    db.engine.dispose()


def _empty() -> None:
    with unit_of_work():
        for model in (DeliveryMove, Delivery, SendingLane):
            db.session.execute(sa.delete(model))


def _mail(number: int, kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind, "to_address": f"elue{number % OFFICIALS}@example.org", "to_name": "Catherine Élue",
        "subject": "Financement à la mission", "body_text": "Bonjour,\n\n" + "Un financement stable. " * 40,
        "from_name": "Geneviève Côté", "locale": "fr", "dedupe_key": f"bench:{uuid.uuid4()}", "group_key": "bench",
    }  # fmt: skip


def _fill(number: int, kind: Kind) -> None:
    """That many mails of that kind; messages in the lanes of officials, every lane free at once."""
    say(f"    {number:,} mails are being written")
    columns = {column.name for column in D.columns}
    with unit_of_work():
        now = db.session.execute(sa.select(database_now())).scalar_one()
        for start in range(0, number, 5000):
            rows = [_row(place, kind, now) for place in range(start, min(start + 5000, number))]
            assert set(rows[0]) <= columns
            db.session.execute(sa.insert(D), rows)
        if kind is Kind.MESSAGE:
            keys = [f"pace:official:{place}" for place in range(OFFICIALS)] + ["domain:example.org"]
            begun = now - timedelta(hours=1)
            db.session.execute(sa.insert(SendingLane), [{"key": k, "turn_at": begun, "free_at": begun} for k in keys])


def _row(place: int, kind: Kind, now: datetime) -> dict[str, Any]:
    key = uuid_utils.compat.uuid7()
    is_message = kind is Kind.MESSAGE
    return _mail(place, kind) | {
        "id": key, "urgency": URGENCY[kind], "state": State.QUEUED, "message_id": f"<{key}@example.org>",
        "date_header": "Mon, 23 Nov 2026 10:00:00 -0500", "to_domain": "example.org", "attempts": 0,
        "next_attempt_at": now - timedelta(seconds=random.random() * 3600), "created_at": now,
        "pace_key": f"official:{place % OFFICIALS}" if is_message else None,
        "lane_key": f"pace:official:{place % OFFICIALS}" if is_message else None,
    }  # fmt: skip
