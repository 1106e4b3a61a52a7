"""Everything that a measure stands on: a database of the engine under test, Redis, a relay, production settings."""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sink import FastSink, fast_sink
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
