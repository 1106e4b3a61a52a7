"""Whoever writes to SQLite waits in line.

SQLite lets one write at a time and wakes nobody: those who wait look again after longer and longer naps, up to a tenth
of a second, and whoever comes fresh overtakes them. Here a thread waits for those of its process, then asks every half
a millisecond for a lock that the system takes back from whoever dies. It is a courtesy and no safety: that is SQLite's
own lock, and whoever does not stand in line, or waited long enough, still meets it.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from flask import Flask, current_app

from app.core.database import db

NAP_S = 0.0005
PATIENCE_S = 5.0  # then SQLite's own begins


class WriteLock:
    """Of one database file, among the threads of this process and with all others."""

    def __init__(self, path: Path, *, patience_s: float = PATIENCE_S) -> None:
        self.path, self.patience_s = path, patience_s
        self.first = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """When those before us are done; or without them, when one of them seems to be frozen."""
        until = time.monotonic() + self.patience_s
        is_first = self.first.acquire(timeout=self.patience_s)
        try:
            # A descriptor a turn: a child that shared one would let go of what its parent holds.
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                wait_for_turn(descriptor, until)
                yield
            finally:
                os.close(descriptor)
        finally:
            if is_first:
                self.first.release()


def wait_for_turn(descriptor: int, until: float) -> None:
    """The lock of that open file; or none, when its time is over."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return
            time.sleep(NAP_S)
        else:
            return


def write_lock() -> AbstractContextManager[None]:
    """Around whatever writes; PostgreSQL keeps lines of its own."""
    lock: WriteLock | None = current_app.extensions["write_lock"]
    return lock.held() if lock else nullcontext()


def init_app(app: Flask) -> None:
    with app.app_context():
        url = db.engine.url
    is_file = url.get_backend_name() == "sqlite" and url.database
    app.extensions["write_lock"] = WriteLock(Path(f"{url.database}-line")) if is_file else None
