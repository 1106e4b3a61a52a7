"""`make faults`, 3 and 4: Redis that is emptied or away, a database that falls, while mails leave and people sign."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.chapters.service import load_reference
from app.core.database import db
from app.deliveries import service as deliveries
from config import Config
from tests.engines import Behaviour, postgres_server
from tests.factories import make_campaign
from tests.faults import tally
from tests.faults.conftest import Stage, set_up
from tests.faults.crew import Crew, Signers, kill_while_sending, nap, scheduler
from tests.faults.test_short_faults import nothing_signed_is_lost

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


def test_an_emptied_and_an_absent_redis_lose_nothing(stage: Stage) -> None:
    stage.fill(5000)
    stage.sink.default = Behaviour.slow(0.005)
    with scheduler(stage), Crew(stage):
        for _ in range(20):
            stage.valkey.client().flushall()
            nap(0.2, 1)
        stage.valkey.kill()
        began = time.monotonic()
        while time.monotonic() - began < 120:
            asked = time.monotonic()
            stage.fill(1, domain=f"d{int(asked * 1000)}.example.org")
            assert time.monotonic() - asked < 3, "asking for a mail must not wait for Redis"
            time.sleep(1)
        created = len(stage.rows())
        stage.valkey.start()
        stage.settle(600, sweep=False)
    assert created > 5050
    assert stage.nothing_lost_nothing_doubled(created) == 0
    said = "then away for 120 s, mails asked for meanwhile"
    tally.note("3. FLUSHALL", faults=20, mails=created, lost=0, doubled=0, ambiguous=0, said=said)


def test_no_acknowledged_signature_is_lost_with_those_who_write(stage: Stage) -> None:
    """What a file has of a crash: whoever writes to it is gone in the middle."""
    make_campaign()
    with Signers(stage, size=2) as signers:
        for _ in range(50):
            signers.wait_for(3)
            nap(0, 0.1)
            signers.kill_one()
        signers.wait_for(10)
    kept = nothing_signed_is_lost(signers)
    tally.note("4. kill -9 while signing", faults=50, mails=kept, lost=0, said="signatures acknowledged")


def test_no_acknowledged_signature_is_lost_with_the_database(config: Config, tmp_path: Path) -> None:
    with postgres_server(durable=True) as cluster:
        own = replace(config, DATABASE_URL=cluster.create_database().replace("+psycopg", ""))
        with create_app(own).app_context():
            upgrade()
            load_reference()
            db.engine.dispose()
        with set_up(own, tmp_path) as stage:
            make_campaign()
            with Signers(stage, size=2) as signers:
                for _ in range(5):
                    signers.wait_for(40, 60)
                    nap(0, 0.2)
                    cluster.crash()
                    time.sleep(1)
                    cluster.start()
                    wait_for_database()
                signers.wait_for(40, 60)
            kept = nothing_signed_is_lost(signers)
    counted = {"faults": 5, "mails": kept, "lost": 0, "said": "signatures acknowledged"}
    tally.note("4. PostgreSQL crashes while signing", engine="postgresql", **counted)


def test_kills_and_database_crashes_lose_nothing_and_double_nothing(config: Config, tmp_path: Path) -> None:
    with postgres_server(durable=True) as cluster:
        own = replace(config, DATABASE_URL=cluster.create_database().replace("+psycopg", ""))
        with create_app(own).app_context():
            upgrade()
            db.engine.dispose()
        with set_up(own, tmp_path) as stage:
            stage.fill(600)
            stage.sink.default = Behaviour.slow(0.03)
            with Crew(stage) as crew:
                for _ in range(5):
                    kill_while_sending(stage, crew, crew.kills + 12)
                    cluster.crash()
                    time.sleep(1)
                    cluster.start()
                    wait_for_database()
                stage.settle(120)
            held = stage.nothing_lost_nothing_doubled(600)
    counted = {"faults": 5, "mails": 600, "lost": 0, "doubled": 0, "ambiguous": held, "said": "and 60 kills of workers"}
    tally.note("4. PostgreSQL crashes while sending", engine="postgresql", **counted)


def wait_for_database() -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            deliveries.sweep()
        except DBAPIError:
            assert time.monotonic() < deadline
            db.session.remove()  # as the end of a request or of a job does
            time.sleep(0.2)
        else:
            return
