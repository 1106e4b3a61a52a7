"""The whole product as a person starts it, `flask up`: web server, worker, scheduler, inbox, engines, demonstration."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask

from app.core import clock, tokens
from app.local.demonstration_account import EMAIL
from app.local.demonstration_account import LOCAL_PASSWORD as PASSWORD
from app.local.engines import free_port
from config import Config
from tests.engines import wait_until

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi:app"]
STARTED = "Ctrl-C"
BOUND_S = 120  # on two busy cores; it takes a tenth of it on a quiet machine

__all__ = ["EMAIL", "PASSWORD", "Stack", "started"]


class Stack:
    """One installation of its own: a folder of data and a port."""

    def __init__(self, folder: Path) -> None:
        self.data, self.log = folder / "var", folder / "up.log"
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "WORKERS": "1",
            "PRIVACY_OFFICER_TITLE": "Direction générale",
            "PRIVACY_OFFICER_EMAIL": "vie-privee@example.org",
        }

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def flask(self, *arguments: str) -> str:
        """A command typed beside it, as whoever runs the site would."""
        done = subprocess.run([*FLASK, *arguments], cwd=ROOT, env=self.environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database from outside."""
        with closing(sqlite3.connect(f"file:{self.data / 'portevoix.sqlite3'}?mode=ro", uri=True)) as connection:
            return connection.execute(question, values).fetchall()

    def number(self, question: str, *values: object) -> int:
        return int(str(self.ask(question, *values)[0][0]))

    def old_link(self, path: str, purpose: str, key: str, *, days: int) -> str:
        """A good link of so many days ago."""
        same_secret = Flask("beside it")
        same_secret.config.from_object(Config(TESTING=True, SECRET_KEY=(self.data / "secret").read_text().strip()))
        with same_secret.app_context(), clock.frozen(clock.now() - timedelta(days=days)):
            return f"{self.address}{path}{tokens.sign(purpose, uuid.UUID(key).hex)}"


@contextmanager
def started(folder: Path) -> Iterator[Stack]:
    """Started once for all the journeys; stopped as a person stops it."""
    stack = Stack(folder)
    with stack.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.local"], cwd=ROOT, env=stack.environ, stdout=log, stderr=log
        )
    try:
        wait_until(lambda: STARTED in stack.said() or process.poll() is not None, "flask up", BOUND_S)
        assert STARTED in stack.said(), stack.said()
        yield stack
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
