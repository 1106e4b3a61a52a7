"""`flask db …`: Alembic takes long to load, and neither a web server nor a worker ever asks for it."""

from __future__ import annotations

from flask import Flask
from werkzeug.local import LocalProxy

from app.core.database import db
from config import ROOT


def init_app(app: Flask) -> None:
    """Keep the two places of Flask-Migrate, its command and its settings; it takes them when one is asked for."""
    app.extensions["migrate"] = LocalProxy(lambda: _loaded(app).extensions["migrate"])
    app.cli.add_command(LocalProxy(lambda: _loaded(app).cli.commands["db"]), "db")  # type: ignore[arg-type]


def _loaded(app: Flask) -> Flask:
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    return app
