"""More mails of one campaign than a statement can name: staff can still do with them what they do with ten."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text, update

from app.core.database import database_now, db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import State
from app.deliveries.tables import D
from tests.deliveries.letters import letter

pytestmark = [pytest.mark.data, pytest.mark.engine, pytest.mark.audit]
FLOOD = {"postgresql": 70_000, "sqlite": 260_000}  # they take 65,535 parameters, and 250,000 as it is often built
KEYS = {
    "postgresql": ("generate_series(1, {0}) n", "('019aaaaa-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"),
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {0}) SELECT n FROM s)",
        "'019aaaaa000070008000' || printf('%012x', n)",
    ),
}


@pytest.fixture
def flood(app: Flask) -> int:
    """How many mails wait for a campaign: copies of one."""
    letter(group_key="flood", to="a@example.org")
    number = FLOOD[db.engine.dialect.name]
    series, key = KEYS[db.engine.dialect.name]
    own = {"id": key, "dedupe_key": "'flood:' || n", "message_id": "'<' || n || '@example.org>'"}
    names = [column.name for column in D.c]
    chosen = ", ".join(own.get(name, name) for name in names)
    statement = f"INSERT INTO deliveries ({', '.join(names)}) SELECT {chosen} FROM deliveries, {series.format(number)}"  # noqa: S608
    with unit_of_work():
        db.session.execute(text(statement))
    return number + 1


def test_all_of_them_are_cancelled(flood: int) -> None:
    with unit_of_work():
        assert deliveries.cancel_all("group:flood", reason="staff") == flood
    assert deliveries.counts()[State.CANCELLED] == flood


def test_all_of_them_are_forgotten(flood: int) -> None:
    with unit_of_work():
        db.session.execute(update(D).values(state=State.CANCELLED, finished_at=database_now()))
    with unit_of_work():
        assert deliveries.forget_group("flood", reason="closed") == flood


def test_all_of_them_are_let_go_after_a_backup(flood: int) -> None:
    deliveries.tell_restored()
    deliveries.release_restored(nothing_left=False, reason="a night")
    assert deliveries.counts()[State.HELD] == flood
