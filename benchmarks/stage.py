"""Everything that a measure stands on: a database of the engine under test, Redis, a relay, production settings."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.chapters import service as chapters
from app.core import collector
from app.core.database import db
from benchmarks.sink import FastSink, fast_sink
from config import Config
from tests.engines import Postgres, Valkey, postgres_server, valkey_server

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
PUBLIC_URL = "https://campagnes.example.com"
# What the proxy in front of a production server says of whoever asks.
FORWARDED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "Referer": f"{PUBLIC_URL}/"}
HOST = PUBLIC_URL.removeprefix("https://")


@dataclass(frozen=True)
class Stage:
    """The engines that run during the measures of one database engine."""

    engine: str
    folder: Path
    valkey: Valkey
    sink: FastSink
    postgres: Postgres | None

    def database(self, name: str) -> str:
        """A new, empty database."""
        if self.postgres is None:
            return f"sqlite:///{self.folder / name}.sqlite3"
        return self.postgres.create_database(name)

    def migrated(self, name: str) -> str:
        """A new database with the tables and the reference data: one is made by Alembic, the others are its copies."""
        template = self._template
        if self.postgres is not None:
            return self.postgres.create_database(name, template=template.rpartition("/")[2])
        copy = self.database(name)
        with contextlib.closing(sqlite3.connect(template.removeprefix("sqlite:///"))) as connection:
            connection.execute("VACUUM INTO ?", [copy.removeprefix("sqlite:///")])
        return copy

    @cached_property
    def _template(self) -> str:
        database = self.database("template")
        app = create_app(Config.from_env(self.settings(database, 1) | {"LOG_LEVEL": "WARNING"}))
        with app.app_context():
            upgrade()
            chapters.load_reference()
            app.extensions["page_revisions"].close()
            db.engine.dispose()
        return database

    def settings(self, database: str, workers: int) -> dict[str, str]:
        """Production settings: https behind a proxy, secrets, no demonstration. No form looks like a flood."""
        return {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": database,
            "REDIS_URL": self.valkey.url,
            "MAIL_SERVER": self.sink.host,
            "MAIL_PORT": str(self.sink.port),
            "MAIL_FROM": "ne-pas-repondre@campagnes.example.com",
            "MAIL_BOUNCES": "retours@campagnes.example.com",
            "PUBLIC_URL": PUBLIC_URL,
            "OPERATOR": "Une coalition inventée",
            "PRIVACY_OFFICER_TITLE": "Direction générale",
            "PRIVACY_OFFICER_EMAIL": "vie-privee@example.com",
            "TRUSTED_PROXIES": "1",
            "DATA_DIR": str(self.folder),
            "WORKERS": str(workers),
            "SIGN_LIMIT_PER_HOUR": "100000000",
        }


def started(config: Config) -> Flask:
    """The application as a web server or a worker starts it."""
    with collector.starting():
        return create_app(config)


@contextlib.contextmanager
def stage(engine: str) -> Iterator[Stage]:
    """Engines of their own, on a disk (never in memory: commits must cost what they cost), gone afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portevoix-bench-")))
        valkey = stack.enter_context(valkey_server(folder / "valkey"))
        sink = stack.enter_context(fast_sink())
        postgres = stack.enter_context(postgres_server(durable=True)) if engine == POSTGRESQL else None
        yield Stage(engine, folder, valkey, sink, postgres)


def in_memory(folder: Path) -> bool:
    """Whether this folder is on a file system that forgets: a durable commit there would cost nothing."""
    best, kind = "", ""
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, point, found, *_ = line.split()
        if str(folder.resolve()).startswith(point) and len(point) >= len(best):
            best, kind = point, found
    return kind in ("tmpfs", "ramfs")
