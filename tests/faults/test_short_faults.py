"""The short kill tests of every run; `make faults` runs the long ones, all ten of them, and says which is which.

The fifth, sixth and ninth need no process: tests/deliveries/test_sending.py and test_breaker.py have their short ones.
"""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature
from app.deliveries import service as deliveries
from app.deliveries.models import Decision, Delivery, Kind, State
from tests.engines import Behaviour, wait_until
from tests.factories import make_campaign
from tests.faults.conftest import Stage
from tests.faults.crew import Crew, Signers, end, kill_while_sending, nap, start


@pytest.mark.data
@pytest.mark.engine
def test_twenty_kills_over_150_letters_lose_nothing_and_double_nothing(stage: Stage) -> None:
    stage.sink.default = Behaviour.slow(0.06)
    stage.fill(150)
    with Crew(stage, size=1) as crew:
        kill_while_sending(stage, crew, 20)
        stage.sink.default = Behaviour.ok()
        stage.settle(40)
    held = stage.nothing_lost_nothing_doubled(150)
    assert held <= 20
    decide_with_the_relays_log(stage)


def decide_with_the_relays_log(stage: Stage) -> None:
    """What staff do with a held mail once they have looked: in the end each has arrived once."""
    arrived = stage.sink.counts()
    for row in stage.rows():
        if row.state is State.HELD:
            decision = Decision.ARRIVED if row.message_id in arrived else Decision.RESEND
            deliveries.decide(row.id, decision, by=row.id)
    while deliveries.drain():
        pass
    assert set(stage.states().values()) == {State.ACCEPTED}
    assert set(stage.sink.counts().values()) == {1}


def test_kills_over_confirmations_double_at_most_what_was_killed(stage: Stage) -> None:
    stage.sink.default = Behaviour.slow(0.05)
    stage.fill(40, Kind.CONFIRMATION)
    with Crew(stage, size=1) as crew:
        kill_while_sending(stage, crew, 6)
        stage.sink.default = Behaviour.ok()
        stage.settle(40, meanwhile=stage.forget_the_wait)
    assert set(stage.conserve(40).values()) == {State.ACCEPTED}
    counts = stage.sink.counts()
    assert len(counts) == 40
    assert sum(counts.values()) - 40 <= crew.kills


def test_a_redis_that_is_emptied_loses_nothing(stage: Stage) -> None:
    stage.fill(80)
    stage.sink.default = Behaviour.slow(0.02)
    with Crew(stage):
        for _ in range(4):
            stage.valkey.client().flushall()
            nap(0.1, 0.4)
        stage.settle(30)
    assert stage.nothing_lost_nothing_doubled(80) == 0


def test_while_redis_is_down_mails_are_asked_for_at_once_and_leave_when_it_is_back(stage: Stage) -> None:
    with Crew(stage):
        stage.fill(20)
        stage.settle(20)
        stage.valkey.kill()
        began = time.monotonic()
        stage.fill(40, Kind.CONFIRMATION)
        assert time.monotonic() - began < 5
        assert stage.counts()[State.QUEUED] == 40
        time.sleep(1)
        stage.valkey.start()
        stage.settle(40)
    assert stage.nothing_lost_nothing_doubled(60) == 0


def test_while_redis_is_down_the_scheduler_sends_by_itself(stage: Stage) -> None:
    stage.valkey.kill()
    stage.fill(30)
    scheduler = start(stage.config, stage.folder, "--schedule")
    try:
        stage.settle(90, sweep=False)  # it takes a while to load on a busy machine
    finally:
        assert end(scheduler) == 0
        stage.valkey.start()
    assert stage.nothing_lost_nothing_doubled(30) == 0


@pytest.mark.data
@pytest.mark.engine
def test_no_acknowledged_signature_is_lost_with_whoever_was_writing(stage: Stage) -> None:
    make_campaign()
    with Signers(stage, size=2) as signers:
        for _ in range(3):
            signers.wait_for(3)
            nap(0, 0.05)
            signers.kill_one()
        signers.wait_for(3)
    assert nothing_signed_is_lost(signers) >= 12


def nothing_signed_is_lost(signers: Signers) -> int:
    """Each acknowledged signature is there, with the mail that asks to confirm it. How many they are."""
    db.session.rollback()
    acknowledged = signers.acknowledged()
    signed = set(db.session.scalars(sa.select(Cosignature.id)))
    mails = set(db.session.scalars(sa.select(Delivery.guard_key).where(Delivery.kind == Kind.CONFIRMATION)))
    assert [key for key in acknowledged if key not in signed] == []
    assert [key for key in acknowledged if f"cosignature:{key}:submitted" not in mails] == []
    return len(acknowledged)


def test_a_worker_that_is_asked_to_end_finishes_its_mail(stage: Stage) -> None:
    stage.sink.default = Behaviour.slow(0.1)
    stage.fill(40)
    with Crew(stage, size=1) as crew:
        stage.sink.wait_for(5, 30)
        crew.see_out(signal.SIGTERM, signal.SIGINT)  # an impatient second signal changes nothing
    counts = stage.counts()
    assert counts[State.ACCEPTED] + counts[State.QUEUED] == 40
    assert counts[State.ACCEPTED] == len(stage.sink.received) < 40
    stage.sink.default = Behaviour.ok()
    while stage.counts()[State.QUEUED]:
        stage.forget_the_wait()  # on a busy machine the relay may have been too slow for one of them
        deliveries.drain()
    assert stage.nothing_lost_nothing_doubled(40) == 0


def test_an_idle_worker_ends_at_once(stage: Stage) -> None:
    with Crew(stage, size=1) as crew:
        stage.fill(1)
        stage.sink.wait_for(1, 30)
        time.sleep(0.5)
        crew.see_out(signal.SIGINT, seconds=5)


@pytest.mark.data
@pytest.mark.engine
def test_a_worker_that_stood_still_beyond_its_lease_is_fenced(stage: Stage) -> None:
    stage.sink.default = Behaviour.slow(0.3)
    stage.fill(30)
    with Crew(stage, size=1) as crew:
        stage.sink.wait_for(3, 30)
        paused = crew.pause_one()
        crew.recruit()
        stage.sink.default = Behaviour.ok()
        stage.settle(30)
        os.kill(paused, signal.SIGCONT)
        wait_until(stage.sink.is_idle, "the end of what it still tried")  # it alone holds a line
    stage.nothing_lost_nothing_doubled(30)


@pytest.mark.data
@pytest.mark.engine
def test_a_withdrawal_that_was_acknowledged_in_time_is_never_sent(stage: Stage) -> None:
    acknowledged = withdraw_while_sending(stage, 120)
    arrived = stage.sink.counts()
    assert not acknowledged & set(arrived)
    states = stage.conserve(120)
    assert {states[key] for key in acknowledged} <= {State.CANCELLED}
    assert set(arrived.values()) <= {1}
    assert len(arrived) + len(acknowledged) == 120


def withdraw_while_sending(stage: Stage, number: int) -> set[str]:
    """Every mail is withdrawn while workers send; returns the Message-IDs of those acknowledged as withdrawn."""
    stage.fill(number, is_guarded=True)
    keys = {row.guard_key: row.message_id for row in stage.rows()}
    acknowledged: set[str] = set()

    def withdraw(places: range) -> None:
        with stage.app.app_context():
            for place in places:
                with unit_of_work():
                    gone = deliveries.cancel(guard_key=f"fault:{place}", reason="withdrawn")
                if gone:
                    acknowledged.add(keys[f"fault:{place}"])

    with Crew(stage):
        stage.sink.wait_for(2, 30)
        halves = [range(number - 1, -1, -2), range(number - 2, -1, -2)]
        threads = [threading.Thread(target=withdraw, args=(half,)) for half in halves]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stage.settle(30 + number / 4)
    return acknowledged
