"""The unit of work: all is kept or nothing, and what must leave leaves after the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.database import db
from app.core.unit_of_work import after_commit, is_open, unit_of_work
from app.deliveries.models import Heartbeat

pytestmark = pytest.mark.data


def beat(name: str) -> None:
    db.session.add(Heartbeat(name=name, beat_at=clock.now()))
    db.session.flush()


def failing(act: Callable[..., None], *told: Any) -> None:
    """A unit that does something, in a unit of its own, and then fails."""
    with unit_of_work():
        with unit_of_work():
            act(*told)
        raise ZeroDivisionError


def kept() -> set[str]:
    db.session.remove()
    return set(db.session.scalars(select(Heartbeat.name)))


def test_all_of_it_is_kept(app):
    with unit_of_work():
        beat("one")
        with unit_of_work():
            beat("two")
    assert kept() == {"one", "two"}


def test_nothing_of_it_is_kept_when_the_body_fails(app):
    with pytest.raises(ZeroDivisionError):
        failing(beat, "one")
    assert kept() == set()
    assert not is_open()


def test_a_unit_that_could_not_begin_leaves_the_next_one_whole(app):
    """A database that was locked or away for a moment must not turn the next commit into nothing."""

    def away(connection):
        raise OperationalError("BEGIN", {}, Exception("database is locked"))

    db.session.remove()
    event.listen(db.engine, "begin", away)
    try:
        with pytest.raises(OperationalError), unit_of_work():
            raise AssertionError("the body must not run")
    finally:
        event.remove(db.engine, "begin", away)
    assert not is_open()
    with unit_of_work():
        beat("afterwards")
    assert kept() == {"afterwards"}


def test_what_leaves_leaves_once_and_only_after_the_commit(app):
    left = []
    with unit_of_work():
        beat("one")
        for _ in range(2):
            after_commit("bell", lambda: left.append(kept_by_others()))
        assert left == []
    assert left == [1]


def kept_by_others() -> int:
    with db.engine.connect() as other:
        return other.scalar(select(func.count()).select_from(Heartbeat)) or 0


def test_nothing_leaves_when_the_unit_fails(app):
    left = []
    with pytest.raises(ZeroDivisionError):
        failing(after_commit, "bell", lambda: left.append(1))
    with unit_of_work():
        beat("one")
    assert left == []


def test_nothing_may_leave_outside_a_unit(app):
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        after_commit("bell", lambda: None)


def test_rows_changed_before_the_unit_are_refused(app):
    db.session.add(Heartbeat(name="early", beat_at=clock.now()))
    with pytest.raises(RuntimeError, match="before the unit of work began"), unit_of_work():
        raise AssertionError("the body must not run")
    db.session.rollback()
