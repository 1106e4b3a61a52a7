"""The machine: the moves that exist, those that do not, and what the database refuses."""

from __future__ import annotations

import itertools
import uuid

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core.database import database_now
from app.core.unit_of_work import unit_of_work
from app.deliveries.errors import IllegalDeliveryMove
from app.deliveries.machine import IN_HAND, MOVES, move
from app.deliveries.models import TERMINAL, State
from app.deliveries.tables import D, database_after
from tests.deliveries.letters import letter, look, put, set_columns, state, steps

PAIRS = list(itertools.product(State, State))
LEGAL = [(source, to) for source, to in PAIRS if to in MOVES[source]]
ILLEGAL = [(source, to) for source, to in PAIRS if to not in MOVES[source]]
pytestmark = [pytest.mark.data, pytest.mark.engine]


def try_move(delivery, source: State, to: State) -> list[uuid.UUID]:
    extra = {}
    if to in IN_HAND:
        extra = {"token": uuid.uuid4(), "lease_until": database_after(60)}
    elif to is State.UNKNOWN:
        extra = {"lease_until": database_now()}
    with unit_of_work():
        return move(D.c.id == delivery.id, (source,), to, note="a test", **extra)


@pytest.mark.parametrize(("source", "to"), LEGAL)
def test_a_move_that_exists_changes_the_row_and_adds_to_its_history(app: Flask, source: State, to: State) -> None:
    delivery = letter()
    put(delivery, source)
    assert try_move(delivery, source, to) == [delivery.id]
    row = look(delivery)
    assert row.state is to
    assert (row.token is not None) == (to in IN_HAND)
    assert (row.finished_at is not None) == (to in TERMINAL)
    assert steps(delivery) == [State.QUEUED, to]


def test_a_move_that_does_not_exist_is_refused(app: Flask) -> None:
    delivery = letter()
    for source, to in ILLEGAL:
        with pytest.raises(IllegalDeliveryMove):
            try_move(delivery, source, to)
    assert state(delivery) is State.QUEUED


def test_whoever_comes_second_changes_nothing(app: Flask) -> None:
    delivery = letter()
    assert try_move(delivery, State.QUEUED, State.CANCELLED) == [delivery.id]
    assert try_move(delivery, State.QUEUED, State.CLAIMED) == []
    assert steps(delivery) == [State.QUEUED, State.CANCELLED]


def test_every_state_has_its_moves_and_every_end_is_an_end(app: Flask) -> None:
    assert set(MOVES) == set(State)
    ends = {source for source in State if not MOVES[source]}
    assert ends == TERMINAL - {State.ACCEPTED}
    assert MOVES[State.ACCEPTED] == {State.BOUNCED}


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"kind": "advertising"},
        {"attempts": -1},
        {"token": uuid.uuid4()},
        {"lease_until": database_now()},
        {"finished_at": database_now()},
        {"state": State.CLAIMED, "lease_until": database_now()},
        {"state": State.CLAIMED, "token": uuid.uuid4()},
        {"state": State.UNKNOWN, "attempts": 1},
        {"state": State.FAILED},
        {"state": State.HELD},
        {"state": State.ACCEPTED, "finished_at": database_now()},
        {"message_id": None},
        {"dedupe_key": None},
    ],
    ids="-".join,  # the same in every process of the suite
)
def test_the_database_refuses_a_row_that_contradicts_itself(app: Flask, broken: dict) -> None:
    delivery = letter()
    with pytest.raises((IntegrityError, LookupError)):
        _write_raw(delivery, broken)
    assert state(delivery) is State.QUEUED


def _write_raw(delivery, broken: dict) -> None:
    """Past the types of our columns: what the database itself says."""
    from sqlalchemy import String, type_coerce

    values = {name: type_coerce(value, String()) if type(value) is str else value for name, value in broken.items()}
    set_columns(delivery, **values)


def test_the_database_refuses_a_second_mail_of_the_same_message_id(app: Flask) -> None:
    one, other = letter(), letter()
    with pytest.raises(IntegrityError):
        set_columns(one, message_id=look(other).message_id)
