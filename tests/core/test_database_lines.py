"""The lines to the database that rest in the pool."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import database
from app.core.database import db

pytestmark = [pytest.mark.data, pytest.mark.engine]


def test_a_line_that_fell_while_it_rested_is_opened_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only PostgreSQL has lines that fall: a file is open or it is not."""
    monkeypatch.setattr(database, "RESTED_S", 0.0)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as one:
            with db.engine.connect() as other:
                pid = other.scalar(text("SELECT pg_backend_pid()"))
            one.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    with db.engine.connect() as one, db.engine.connect() as other:
        assert one.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1
