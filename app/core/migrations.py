"""`flask db …`: Alembic takes long to load, and neither a web server nor a worker ever asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection
from werkzeug.local import LocalProxy

from app.core.database import db
from config import ROOT


def init_app(app: Flask) -> None:
    """Keep the two places of Flask-Migrate, its command and its settings; it takes them when one is asked for."""
    app.extensions["migrate"] = LocalProxy(lambda: _loaded(app).extensions["migrate"])
    app.cli.add_command(LocalProxy(lambda: _loaded(app).cli.commands["db"]), "db")  # type: ignore[arg-type]


@contextmanager
def references_at_rest(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making its table anew: to drop the old one would take along what hangs on it.

    The pragma is heard outside of a transaction only, so that it holds for the whole round.
    """
    raw: Any = connection.connection.driver_connection
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


def refuse_broken_references(*, ctx: Any, **step: Any) -> None:
    """After each migration, before it is kept: every reference leads somewhere. Raises RuntimeError."""
    if ctx.dialect.name != "sqlite":
        return
    broken = {row[0] for row in ctx.connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise RuntimeError(f"references that lead nowhere, from: {', '.join(sorted(broken))}")


def _loaded(app: Flask) -> Flask:
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    return app
