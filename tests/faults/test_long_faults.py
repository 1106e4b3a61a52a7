"""`make faults`: workers that are killed, asked to end, stopped, raced with. Each counts by Message-ID at the relay.

The ten of the design, by number: 1, 2, 7, 8 and 10 are here; 3 and 4 in test_long_engines.py; 5, 6 and 9 in
test_long_relays.py. Each writes down what it counted (tally.py).
"""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.deliveries import claims
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.service import PostfixLog
from tests.deliveries.postfix import Log
from tests.engines import Behaviour, Received
from tests.faults import tally
from tests.faults.conftest import Stage
from tests.faults.crew import Crew, kill_while_sending, longest, nap, scheduler
from tests.faults.test_short_faults import decide_with_the_relays_log, withdraw_while_sending

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


def test_200_kills_over_1500_messages_lose_nothing_and_double_nothing(stage: Stage) -> None:
    stage.fill(1500)
    stage.sink.default = Behaviour.slow(0.03)
    with scheduler(stage), Crew(stage, size=1) as crew:
        kill_while_sending(stage, crew, 200)
        stage.settle(300, sweep=False)
    held = stage.nothing_lost_nothing_doubled(1500)
    shown = longest(stage, State.TRANSMITTING, State.UNKNOWN) + longest(stage, State.UNKNOWN, State.HELD)
    said = f"all shown within {shown.total_seconds():.0f} s"
    assert held <= 200
    assert shown < timedelta(seconds=claims.transmission_lease_s() + 60)
    decide_with_the_relays_log(stage)
    tally.note("1. kill -9, messages", faults=200, mails=1500, lost=0, doubled=0, ambiguous=held, said=said)


def test_with_the_log_of_the_relay_nothing_stays_ambiguous(stage: Stage, tmp_path: Path) -> None:
    """The workers need no log: the sweeper reads it. Mails that leave after the last kill are its witnesses."""
    path, lines = tmp_path / "mail.log", Log(iso=True)

    def write(kept: Received) -> None:
        lines.sent(kept.message_id)
        with path.open("a") as file:
            file.write(lines.text)
        lines.lines.clear()

    stage.sink.on_kept = write
    tracer = PostfixLog(path)
    deliveries.register_tracer(tracer)
    try:
        stage.fill(1500)
        stage.sink.default = Behaviour.slow(0.03)
        with Crew(stage, size=1) as crew:
            kill_while_sending(stage, crew, 200)
            stage.settle(300)
            time.sleep(2 * claims.transmission_lease_s())
            stage.fill(5, domain="witnesses.example.org")
            began = time.monotonic()
            while stage.open() or stage.counts()[State.HELD]:
                assert time.monotonic() - began < 120, stage.counts()
                deliveries.sweep()
                time.sleep(1)
    finally:
        deliveries.forget_tracer(tracer)
    assert stage.nothing_lost_nothing_doubled(1505) == 0
    tally.note("1. kill -9, with the relay's log", faults=200, mails=1505, lost=0, doubled=0, ambiguous=0)


def test_200_kills_over_confirmations_double_at_most_what_was_killed(stage: Stage) -> None:
    stage.fill(1500, Kind.CONFIRMATION)
    stage.sink.default = Behaviour.slow(0.03)
    with Crew(stage, size=1) as crew:
        kill_while_sending(stage, crew, 200)
        stage.settle(300, meanwhile=stage.forget_the_wait)
    assert set(stage.conserve(1500).values()) == {State.ACCEPTED}
    counts = stage.sink.counts()
    doubles = sum(counts.values()) - 1500
    assert len(counts) == 1500
    assert doubles <= crew.kills
    said = "each double with the same Message-ID"
    tally.note("2. kill -9, confirmations", faults=200, mails=1500, lost=0, doubled=doubles, ambiguous=0, said=said)


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
    tally.note("7. SIGTERM while sending", faults=50, mails=1200, lost=0, doubled=0, ambiguous=0)


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
    said = "two schedulers, two more sweepers"
    tally.note("8. a worker stopped for 90 s", faults=1, mails=400, lost=0, doubled=0, ambiguous=held, said=said)


def sweep_for(app: Flask, seconds: float) -> None:
    end_at = time.monotonic() + seconds
    with app.app_context():
        while time.monotonic() < end_at:
            deliveries.sweep()
            time.sleep(0.1)


def test_1000_withdrawals_that_race_with_sending(stage: Stage) -> None:
    acknowledged = withdraw_while_sending(stage, 1000)
    arrived = stage.sink.counts()
    states = stage.conserve(1000)
    assert acknowledged
    assert arrived
    assert not acknowledged & set(arrived)
    assert {states[key] for key in acknowledged} == {State.CANCELLED}
    assert len(arrived) + len(acknowledged) == 1000
    assert set(arrived.values()) == {1}
    said = f"{len(acknowledged)} in time, {len(arrived)} had left"
    tally.note("10. withdrawals against sending", faults=1000, mails=1000, lost=0, doubled=0, ambiguous=0, said=said)
