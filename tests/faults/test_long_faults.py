"""`make faults`: the kill and load runs that take minutes. Each counts by Message-ID at the relay."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.core.database import db
from app.deliveries import breaker, claims
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from config import Config
from tests.engines import Behaviour, postgres_server
from tests.faults.conftest import Stage, set_up
from tests.faults.crew import Crew, end, kill_while_sending, nap, start
from tests.faults.test_short_faults import decide_with_the_relays_log, withdraw_while_sending

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


@contextmanager
def scheduler(stage: Stage, number: int = 1) -> Iterator[None]:
    """The periodic jobs as in production, every 30 seconds."""
    processes = [start(stage.config, stage.folder, "--schedule") for _ in range(number)]
    try:
        yield
    finally:
        assert [end(process) for process in processes] == [0] * number


def longest(stage: Stage, source: State, to: State) -> timedelta:
    """The longest that any mail took from one state to the next."""
    waits = [timedelta(0)]
    for row in stage.rows():
        moves = deliveries.history(row.id)
        waits += [b.moved_at - a.moved_at for a, b in pairwise(moves) if (a.state, b.state) == (source, to)]
    return max(waits)


def test_200_kills_over_1500_messages_lose_nothing_and_double_nothing(stage: Stage) -> None:
    stage.fill(1500)
    stage.sink.default = Behaviour.slow(0.03)
    with scheduler(stage), Crew(stage, size=1) as crew:
        kill_while_sending(stage, crew, 200)
        stage.settle(300, sweep=False)
    held = stage.nothing_lost_nothing_doubled(1500)
    shown = longest(stage, State.TRANSMITTING, State.UNKNOWN) + longest(stage, State.UNKNOWN, State.HELD)
    print(f"\n200 kills over 1,500 messages: 0 lost, 0 doubled, {held} ambiguous, shown within {shown}")
    assert held <= 200
    assert shown < timedelta(seconds=claims.transmission_lease_s() + 60)
    decide_with_the_relays_log(stage)


def test_with_the_relays_log_nothing_stays_ambiguous(stage: Stage) -> None:
    """The workers need no log: the sweeper reads it. Here it reads the sink."""
    from app.deliveries.service import Trace

    def read(message_id: str) -> Trace:
        return Trace.FOUND if message_id in stage.sink.counts() else Trace.ABSENT

    deliveries.register_tracer(read)
    try:
        stage.fill(400)
        stage.sink.default = Behaviour.slow(0.03)
        with Crew(stage, size=1) as crew:
            kill_while_sending(stage, crew, 60)
            stage.settle(120)
    finally:
        deliveries.forget_tracer(read)
    assert stage.nothing_lost_nothing_doubled(400) == 0


def test_200_kills_over_confirmations_double_at_most_what_was_killed(stage: Stage) -> None:
    stage.fill(1500, Kind.CONFIRMATION)
    stage.sink.default = Behaviour.slow(0.03)
    with Crew(stage, size=1) as crew:
        kill_while_sending(stage, crew, 200)
        stage.settle(300, meanwhile=stage.forget_the_wait)
    assert set(stage.conserve(1500).values()) == {State.ACCEPTED}
    counts = stage.sink.counts()
    doubles = sum(counts.values()) - 1500
    print(f"\n200 kills over 1,500 confirmations: 0 lost, {doubles} doubled, each with the same Message-ID")
    assert len(counts) == 1500
    assert doubles <= crew.kills


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
            print(f"\n60 kills and 5 database crashes over 600 messages: 0 lost, 0 doubled, {held} ambiguous")


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


HOSTILE = {
    "t-rcpt": (Behaviour.refuse("450 4.2.0 busy", at="rcpt"),) * 2,
    "t-data": (Behaviour.refuse("451 4.3.0 later", at="data"),) * 2,
    "t-dot": (Behaviour.refuse("452 4.3.1 full", at="dot"),) * 3,
    "t-421": (Behaviour.refuse("421 4.3.2 closing", at="dot"),),
    "t-drop": (Behaviour(at="rcpt", drop="before"), Behaviour(at="data", drop="before")),
    "t-hang": (Behaviour.hang(at="rcpt"), Behaviour.hang(at="data")),
    "p-rcpt": (Behaviour.refuse("550 5.1.1 no such mailbox", at="rcpt"),),
    "p-data": (Behaviour.refuse("554 5.6.0 no", at="data"),),
    "p-dot": (Behaviour.refuse("552 5.2.2 too much", at="dot"),),
    "u-dot": (Behaviour.drop_after_dot(),),
    "u-lost": (Behaviour.drop_after_dot(taken=False),),
    "u-hang": (Behaviour.hang(at="dot"),),
    "ok-250": (Behaviour.drop_after_250(),),
    "ok-slow": (Behaviour.slow(0.5),),
    "ok": (Behaviour.ok(),),
}


def test_a_hostile_relay_blocks_nobody_and_every_answer_has_its_end(stage: Stage) -> None:
    for kind, behaviours in HOSTILE.items():
        for place in range(20):  # each its own domain, so that no breaker opens
            domain = f"d{place}.{kind}.example.org"
            stage.fill(1, domain=domain)
            if kind.startswith("p-"):
                stage.sink.always(f"@{domain}", behaviours[0])
            else:
                stage.sink.script(f"@{domain}", *behaviours)
    with Crew(stage, size=3):
        stage.settle(300, meanwhile=stage.forget_the_wait)
    rows = stage.rows()
    assert len(rows) == 20 * len(HOSTILE)
    for kind, behaviours in HOSTILE.items():
        found = [row for row in rows if f".{kind}." in row.to_domain]
        expected = {"p": State.FAILED, "u": State.HELD}.get(kind[0], State.ACCEPTED)
        assert {row.state for row in found} == {expected}, kind
        most = 1 + len(behaviours) if kind.startswith("t-") else 1
        assert all(1 <= row.attempts <= most for row in found), kind
    assert set(stage.sink.counts().values()) == {1}
    for outcome in (State.ACCEPTED, State.QUEUED, State.UNKNOWN, State.FAILED):
        assert longest(stage, State.TRANSMITTING, outcome) < timedelta(seconds=1 + 5)


def test_500_lines_that_fall_after_250_lose_nothing_and_double_nothing(stage: Stage) -> None:
    stage.sink.default = Behaviour.drop_after_250()
    stage.fill(500)
    with Crew(stage):
        stage.settle(120)
    assert stage.nothing_lost_nothing_doubled(500) == 0


def test_50_workers_that_are_asked_to_end_leave_nothing_unknown(stage: Stage) -> None:
    stage.sink.default = Behaviour.slow(0.05)
    stage.fill(1200)
    with Crew(stage) as crew:
        for _ in range(50):
            seen = len(stage.sink.received)
            while len(stage.sink.received) == seen and stage.open():
                time.sleep(0.02)
            nap(0, 0.1)
            crew.end_one()
        found = stage.counts()
        assert found[State.QUEUED] > 0, "the work was over before the last worker was asked to end"
        assert found[State.UNKNOWN] + found[State.HELD] == 0
        stage.sink.default = Behaviour.ok()
        stage.settle(120)
    assert stage.nothing_lost_nothing_doubled(1200) == 0


def test_two_of_everything_and_a_worker_that_stood_still_for_90_seconds(stage: Stage) -> None:
    stage.sink.default = Behaviour.slow(0.2)
    stage.fill(400)
    with scheduler(stage, 2), Crew(stage) as crew:
        stage.sink.wait_for(5, 30)
        paused = crew.pause_one()
        crew.recruit()
        began = time.monotonic()
        sweepers = [threading.Thread(target=sweep_for, args=(stage.app, 90)) for _ in range(2)]
        for sweeper in sweepers:
            sweeper.start()
        for sweeper in sweepers:
            sweeper.join()
        assert time.monotonic() - began >= 90
        os.kill(paused, signal.SIGCONT)
        stage.sink.default = Behaviour.ok()
        stage.settle(120)
        time.sleep(2)
    held = stage.nothing_lost_nothing_doubled(400)
    assert held <= 1


def sweep_for(app: Flask, seconds: float) -> None:
    end_at = time.monotonic() + seconds
    with app.app_context():
        while time.monotonic() < end_at:
            deliveries.sweep()
            time.sleep(0.1)


def test_a_storm_of_421_from_one_domain_does_not_touch_the_others(stage: Stage) -> None:
    stage.fill(300, domain="storm.example.org")
    stage.fill(300, domain="calm.example.org")
    stage.sink.always("@storm.example.org", Behaviour.refuse("421 4.7.0 too many", at="rcpt"))
    with Crew(stage):
        deadline = time.monotonic() + 120
        while stage.counts()[State.ACCEPTED] < 300:
            assert time.monotonic() < deadline, stage.counts()
            time.sleep(0.2)
    rows = stage.rows()
    assert {row.state for row in rows if row.to_domain == "calm.example.org"} == {State.ACCEPTED}
    tried = sum(row.attempts for row in rows if row.to_domain == "storm.example.org")
    assert breaker.REFUSALS <= tried <= breaker.REFUSALS + len(("one more", "of the other worker"))
    assert [trouble.key for trouble in deliveries.troubles()] == ["domain:storm.example.org"]


def test_1000_withdrawals_that_race_with_sending(stage: Stage) -> None:
    acknowledged = withdraw_while_sending(stage, 1000)
    arrived = stage.sink.counts()
    states = stage.conserve(1000)
    print(f"\n1,000 withdrawals against two workers: {len(acknowledged)} in time, {len(arrived)} had left")
    assert acknowledged
    assert arrived
    assert not acknowledged & set(arrived)
    assert {states[key] for key in acknowledged} == {State.CANCELLED}
    assert len(arrived) + len(acknowledged) == 1000
    assert set(arrived.values()) == {1}
