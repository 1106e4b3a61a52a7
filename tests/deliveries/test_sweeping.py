"""The sweeper: nothing stays in a passing state beyond its deadline."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from app.core import queues
from app.core.unit_of_work import unit_of_work
from app.deliveries import breaker, claims
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.service import Trace
from tests.deliveries.letters import claim_one, expire_lease, letter, look, make_due, state, steps, tried_first
from tests.engines import SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]


def lose(kind: Kind = Kind.MESSAGE):
    """A mail whose worker died after the mark."""
    delivery = letter(kind)
    assert claims.transmit(claim_one())
    expire_lease(delivery)
    return delivery


def test_a_claim_whose_worker_died_is_taken_back_and_the_bell_rings(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    claim_one()
    expire_lease(delivery)
    app.extensions["redis"].flushdb()
    deliveries.sweep()
    assert (state(delivery), look(delivery).attempts) == (State.QUEUED, 0)
    assert len(queues.queue(queues.DRAIN.queue)) == 1
    deliveries.drain()
    assert len(smtp.received) == 1


def test_a_claim_that_is_not_late_is_left_alone(app: Flask) -> None:
    delivery = letter()
    claim_one()
    deliveries.sweep()
    assert state(delivery) is State.CLAIMED


def test_a_message_whose_worker_died_after_the_mark_is_held_with_its_evidence(app: Flask) -> None:
    delivery = lose()
    deliveries.sweep()
    assert steps(delivery)[-3:] == [State.TRANSMITTING, State.UNKNOWN, State.HELD]
    assert [move.note for move in deliveries.history(delivery.id)][-2:] == [
        "no answer within the lease",
        "a person decides",
    ]


def test_a_confirmation_whose_worker_died_after_the_mark_is_sent_again(app: Flask, smtp: SmtpSink) -> None:
    delivery = lose(Kind.CONFIRMATION)
    deliveries.sweep()
    assert state(delivery) is State.QUEUED
    assert look(delivery).next_attempt_at > look(delivery).first_attempt_at + timedelta(seconds=45)
    make_due(delivery)
    deliveries.drain()
    assert state(delivery) is State.ACCEPTED


@pytest.mark.parametrize(
    ("trace", "expected"),
    [(Trace.FOUND, State.ACCEPTED), (Trace.ABSENT, State.QUEUED), (Trace.UNKNOWN, State.HELD)],
)
def test_the_relays_log_decides_when_somebody_can_read_it(app: Flask, trace: Trace, expected: State) -> None:
    delivery = lose()
    asked: list[str] = []

    def read(message_id: str) -> Trace:
        asked.append(message_id)
        return trace

    deliveries.register_tracer(read)
    deliveries.sweep()
    assert asked == [delivery.message_id]
    assert state(delivery) is expected


def test_two_sweepers_at_once_do_everything_once(app: Flask) -> None:
    lost = [lose() for _ in range(20)]
    start = threading.Barrier(3)

    def work() -> None:
        with app.app_context():
            start.wait()
            deliveries.sweep()

    sweepers = [threading.Thread(target=work) for _ in range(3)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join()
    expected = [State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.UNKNOWN, State.HELD]
    assert {tuple(steps(delivery)) for delivery in lost} == {tuple(expected)}


def test_a_finished_round_is_remembered(app: Flask) -> None:
    assert deliveries.last_sweep() is None
    assert deliveries.sweep()
    first = deliveries.last_sweep()
    assert first is not None
    deliveries.sweep()
    again = deliveries.last_sweep()
    assert again is not None
    assert again > first


def test_the_bell_is_not_rung_for_nothing(app: Flask) -> None:
    deliveries.sweep()
    assert len(queues.queue(queues.DRAIN.queue)) == 0


def test_what_waits_behind_a_breaker_for_72_hours_dies_and_nothing_else(app: Flask) -> None:
    old, young, new = letter(to="a@shut.example.org"), letter(to="b@shut.example.org"), letter(to="c@shut.example.org")
    elsewhere = letter(to="d@example.org")
    tried_first(old, timedelta(hours=73))
    tried_first(young, timedelta(hours=71))
    tried_first(elsewhere, timedelta(hours=73))
    with unit_of_work():
        for _ in range(breaker.REFUSALS):
            breaker.refused(breaker.domain_key("shut.example.org"), "421 4.7.0 no")
    deliveries.sweep()
    assert [state(d) for d in (old, young, new, elsewhere)] == [
        State.DEAD,
        State.QUEUED,
        State.QUEUED,
        State.QUEUED,
    ]


def test_a_pause_does_not_kill_what_waits_behind_a_breaker(app: Flask) -> None:
    old = letter(to="a@shut.example.org", group_key="campaign")
    tried_first(old, timedelta(hours=73))
    with unit_of_work():
        for _ in range(breaker.REFUSALS):
            breaker.refused(breaker.domain_key("shut.example.org"), "421 4.7.0 no")
    deliveries.stop("group:campaign", "holidays")
    deliveries.sweep()
    assert state(old) is State.QUEUED
