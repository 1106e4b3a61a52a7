"""The lines to the database that rest in the pool."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app.core import database
from app.core.database import db, prepare_postgresql
from app.core.renderings import revision, touch
from app.core.unit_of_work import unit_of_work

pytestmark = [pytest.mark.data, pytest.mark.engine]


def test_a_line_that_fell_while_it_rested_is_opened_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only PostgreSQL has lines that fall: a file is open or it is not. The pool is the test's own."""
    monkeypatch.setattr(database, "RESTED_S", 0.0)
    own = create_engine(db.engine.url)
    if own.dialect.name == "postgresql":
        prepare_postgresql(own)
        with own.connect() as resting:
            pid = resting.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    with own.connect() as again:
        assert again.scalar(text("SELECT 1")) == 1
    own.dispose()


def test_a_program_that_freezes_in_the_middle_of_its_work_does_not_hold_the_others_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite it does: whoever freezes while writing holds the file, until it is killed."""
    with unit_of_work():
        touch("page")
    if db.engine.dialect.name == "postgresql":
        monkeypatch.setattr(database, "FROZEN_S", 0.05)
        engine = create_engine(db.engine.url)
        prepare_postgresql(engine)
        frozen = engine.connect()
        frozen.execute(text("UPDATE page_revisions SET revision = 70"))
    with unit_of_work():
        touch("page")
    assert revision("page") == 2
    if db.engine.dialect.name == "postgresql":
        frozen.invalidate()
        engine.dispose()
