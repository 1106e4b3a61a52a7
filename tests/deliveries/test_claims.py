"""Claims: who holds a mail, for how long, and what fences those who come late."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import delete

from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, outcomes
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.tables import D, connection, database_after
from tests.deliveries.letters import claim_one, expire_lease, letter, look, set_columns, state, steps

pytestmark = [pytest.mark.data, pytest.mark.engine]


def test_the_most_urgent_goes_first_and_among_equals_the_oldest(app: Flask) -> None:
    for kind in (Kind.UPDATE, Kind.MESSAGE, Kind.RECEIPT, Kind.MESSAGE, Kind.STAFF, Kind.CONFIRMATION, Kind.REMINDER):
        letter(kind)
    taken = [claim.row.kind for claim in claims.claim(10)]
    assert taken == [
        Kind.CONFIRMATION,
        Kind.RECEIPT,
        Kind.STAFF,
        Kind.MESSAGE,
        Kind.MESSAGE,
        Kind.REMINDER,
        Kind.UPDATE,
    ]


def test_what_is_not_due_is_not_taken(app: Flask) -> None:
    early, due = letter(), letter()
    set_columns(early, next_attempt_at=database_after(60))
    assert [claim.row.id for claim in claims.claim(10)] == [due.id]


def test_a_batch_is_no_larger_than_asked_for(app: Flask) -> None:
    for _ in range(5):
        letter()
    assert [len(claims.claim(3)), len(claims.claim(3)), len(claims.claim(3))] == [3, 2, 0]


def test_workers_who_claim_at_once_never_hold_the_same_mail(app: Flask) -> None:
    for _ in range(60):
        letter()
    start = threading.Barrier(3)
    taken: list[object] = []

    def work() -> None:
        with app.app_context():
            start.wait()
            while batch := claims.claim(4):
                taken.extend(claim.row.id for claim in batch)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 60


def test_the_mark_of_no_return_needs_a_lease_that_holds(app: Flask) -> None:
    delivery = letter()
    claim = claim_one()
    expire_lease(delivery)
    assert not claims.transmit(claim)
    assert state(delivery) is State.CLAIMED


def test_the_mark_of_no_return_needs_our_own_token(app: Flask) -> None:
    delivery = letter()
    late = claim_one()
    expire_lease(delivery)
    deliveries.sweep()
    again = claim_one()
    assert not claims.transmit(late)
    assert claims.transmit(again)
    assert state(delivery) is State.TRANSMITTING
    assert look(delivery).attempts == 1


def test_the_mark_of_no_return_is_made_once(app: Flask) -> None:
    letter()
    claim = claim_one()
    assert claims.transmit(claim)
    assert not claims.transmit(claim)


def test_the_mark_of_no_return_is_never_part_of_something_larger(app: Flask) -> None:
    """It would be undone with it, after the mail has left."""
    delivery = letter()
    claim = claim_one()
    with unit_of_work(), pytest.raises(RuntimeError, match="committed by itself"):
        claims.transmit(claim)
    assert state(delivery) is State.CLAIMED


def test_what_is_put_back_was_not_attempted(app: Flask) -> None:
    delivery = letter()
    claims.release([claim_one()], "the worker stops")
    row = look(delivery)
    assert (row.state, row.attempts, row.first_attempt_at) == (State.QUEUED, 0, None)
    assert steps(delivery) == [State.QUEUED, State.CLAIMED, State.QUEUED]


def test_an_outcome_is_written_only_by_whoever_holds_the_mail(app: Flask) -> None:
    delivery = letter()
    late = claim_one()
    assert claims.transmit(late)
    expire_lease(delivery)
    deliveries.sweep()
    assert state(delivery) is State.HELD
    outcomes.refused(late, claims_error())
    assert state(delivery) is State.HELD


def test_a_late_yes_is_believed_while_nobody_tried_again(app: Flask) -> None:
    """A worker that stood still for longer than its lease, and then read « 250 »."""
    delivery = letter()
    late = claim_one()
    assert claims.transmit(late)
    expire_lease(delivery)
    deliveries.sweep()
    outcomes.write_down(outcomes.acceptance(late, "250 taken"))
    assert state(delivery) is State.ACCEPTED
    assert deliveries.history(delivery.id)[-1].note == "late: 250 taken"


def test_a_late_yes_stops_a_second_sending_that_has_not_begun(app: Flask) -> None:
    delivery = letter(Kind.CONFIRMATION)
    late = claim_one()
    assert claims.transmit(late)
    expire_lease(delivery)
    deliveries.sweep()
    set_columns(delivery, next_attempt_at=database_after(-1))
    second = claim_one()
    outcomes.write_down(outcomes.acceptance(late, "250 taken"))
    assert not claims.transmit(second)
    assert state(delivery) is State.ACCEPTED


def test_a_late_yes_says_nothing_of_an_attempt_that_began_since(app: Flask) -> None:
    delivery = letter(Kind.CONFIRMATION)
    late = claim_one()
    assert claims.transmit(late)
    expire_lease(delivery)
    deliveries.sweep()
    set_columns(delivery, next_attempt_at=database_after(-1))
    second = claim_one()
    assert claims.transmit(second)
    outcomes.write_down(outcomes.acceptance(late, "250 taken"))
    assert state(delivery) is State.TRANSMITTING


def test_a_mail_that_was_erased_meanwhile_does_not_leave(app: Flask) -> None:
    delivery = letter()
    claim = claim_one()
    with unit_of_work():
        connection().execute(delete(D).where(D.c.id == delivery.id))
    assert not claims.transmit(claim)


def claims_error():
    from app.core.smtp import Temporary

    return Temporary(451, "4.3.0 later")
