"""A stage for the fault tests: an application with a relay and a Redis of its own, and workers with short leases."""

from __future__ import annotations

import fcntl
import math
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app import create_app
from app.core.database import database_now, db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.tables import D, connection
from config import Config
from tests.engines import SmtpSink, Valkey, valkey_server, wait_until
from tests.faults import tally
from tests.faults.crew import Nursery
from tests.tables import empty_tables

OPEN = (State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.UNKNOWN)
NOBODY_WRITES = """SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                                      AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL)"""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The long ones counted: it is written down."""
    if tally.noted:
        tally.write(session.config.getoption("--database"))


@dataclass
class Stage:
    """Everything that a fault test breaks, and what it counts afterwards."""

    app: Flask
    config: Config
    sink: SmtpSink
    valkey: Valkey
    folder: Path

    @cached_property
    def nursery(self) -> Nursery:
        return Nursery(self.config, self.folder)

    def clear(self) -> None:
        """As if nothing had happened on it, for the next test."""
        wait_until(self.sink.is_idle, "the end of every line to the relay")
        self.sink.clear()
        db.session.remove()
        empty_tables()
        if not self.valkey.is_running():
            self.valkey.start()
        with self.valkey.client() as redis:
            redis.flushall()
        self.app.extensions.pop("redis_silent_until", None)

    def close(self) -> None:
        """The end of what it holds open; the engines are ended by whoever started them."""
        if "nursery" in vars(self):
            self.nursery.close()
        self.app.extensions["redis"].close()
        self.app.extensions["page_revisions"].close()
        db.engine.dispose()

    def fill(
        self, number: int, kind: Kind = Kind.MESSAGE, domain: str = "example.org", *, is_guarded: bool = False
    ) -> None:
        """That many mails, committed a hundred at a time; guarded ones can be withdrawn by their key."""
        for first in range(0, number, 100):
            with unit_of_work():
                for place in range(first, min(first + 100, number)):
                    deliveries.enqueue(
                        kind=kind,
                        to_address=f"elue{place}@{domain}",
                        to_name="Catherine Élue",
                        subject="Financement à la mission",
                        body_text="Je vous écris de Rimouski.\n" * 20,
                        from_name="Geneviève Côté (par Engagez-vous)",
                        locale="fr",
                        dedupe_key=f"{domain}:{kind}:{place}",
                        guard_key=f"fault:{place}" if is_guarded else None,
                        group_key="fault",
                    )

    def counts(self) -> dict[State, int]:
        db.session.rollback()
        return deliveries.counts()

    def open(self) -> int:
        """How many are still on their way."""
        found = self.counts()
        return sum(found[state] for state in OPEN)

    def settle(self, seconds: float, *, sweep: bool = True, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Sweep as the scheduler would, until nothing is on its way any more; fails when none arrives for so long."""
        fewest, deadline = math.inf, math.inf
        while left := self.open():
            if left < fewest:
                fewest, deadline = left, time.monotonic() + seconds
            assert time.monotonic() < deadline, f"no mail came to its end for {seconds:g} s: {self.counts()}"
            if sweep:
                deliveries.sweep()
            meanwhile()
            time.sleep(0.1)

    def takes_writes(self) -> bool:
        """Whether nobody is in the middle of a commit: on SQLite it holds the whole file, on PostgreSQL its rows."""
        db.session.rollback()
        if db.engine.dialect.name == "postgresql":
            return db.session.scalar(text(NOBODY_WRITES)) is True
        line = self.app.extensions["write_lock"].path
        url = self.config.DATABASE_URL.removeprefix("sqlite:///")
        with line.open("a") as first, closing(sqlite3.connect(url, timeout=0.5)) as other:
            try:
                fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
                other.execute("BEGIN IMMEDIATE")
            except (BlockingIOError, sqlite3.OperationalError):
                return False
            other.rollback()
        return True

    def rows(self) -> list[Any]:
        with unit_of_work():
            return list(connection().execute(select(D)))

    def states(self) -> dict[str, State]:
        """By Message-ID."""
        return {row.message_id: row.state for row in self.rows()}

    def forget_the_wait(self) -> None:
        """A mail that is tried again waits its minutes: not here."""
        with unit_of_work():
            connection().execute(update(D).where(D.c.state == State.QUEUED).values(next_attempt_at=database_now()))

    def conserve(self, created: int) -> dict[str, State]:
        """Created = the sum over the closed list of states. Returns the states by Message-ID."""
        states = self.states()
        assert sum(self.counts().values()) == created == len(states)
        assert set(self.sink.counts()) <= set(states)
        return states

    def nothing_lost_nothing_doubled(self, created: int) -> int:
        """Every mail arrived once, or is held before the eyes of staff. Returns how many are held."""
        states, arrived = self.conserve(created), self.sink.counts()
        doubled = [key for key, times in arrived.items() if times > 1]
        lost = [key for key, state in states.items() if key not in arrived and state is not State.HELD]
        assert (doubled, lost) == ([], [])
        assert set(states.values()) <= {State.ACCEPTED, State.HELD}
        return self.counts()[State.HELD]


@contextmanager
def set_up(config: Config, folder: Path) -> Iterator[Stage]:
    """A stage on that database, which is migrated already."""
    with valkey_server(folder) as valkey, SmtpSink() as sink:
        own = replace(
            config,
            REDIS_URL=valkey.url,
            MAIL_SERVER=sink.host,
            MAIL_PORT=sink.port,
            MAIL_TIMEOUT=1,
            LOG_LEVEL="WARNING",
            SIGN_LIMIT_PER_HOUR=100_000_000,  # whoever signs without end does so from one place
        )
        app = create_app(own)
        with app.app_context():
            stage = Stage(app, own, sink, valkey, folder)
            yield stage
            stage.clear()
            stage.close()


@pytest.fixture(scope="module")
def shared_stage(application: Flask, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with set_up(config, tmp_path_factory.mktemp("stage")) as found:
        yield found


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """Empty, with its engines running."""
    yield shared_stage
    shared_stage.clear()
