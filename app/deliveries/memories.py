"""What is remembered outside of the database of how far it has sent: in Redis, and in a file of each machine.

Neither is a record. A memory that was emptied, lost or is away says nothing, and nothing is concluded from its silence.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from pathlib import Path
from typing import Any

import redis
from flask import current_app
from structlog import get_logger

from app.core import queues
from app.core.write_lock import wait_for_turn

log = get_logger()

KEY = "portevoix:sent"
FOLDER = "sent"
DIGITS = 20  # always as many: one write of the same length is never seen half done
PATIENCE_S = 1.0  # with whoever writes at that instant; one that froze there must not hold the others

Marks = dict[str, int]  # by the id of the database


def seen() -> Marks:
    """The furthest mark of each database that anything here remembers. Asked outside of any transaction."""
    found = _in_files()
    for key, number in _in_redis().items():
        found[key] = max(number, found.get(key, 0))
    return found


def remember(database_id: uuid.UUID, number: int) -> None:
    """That database has come so far. Never lowers what is remembered: two workers may come in any order."""
    queues.asked(lambda known: known.zadd(KEY, {str(database_id): number}, gt=True))
    try:
        _write(_folder() / str(database_id), number)
    except OSError as error:
        log.warning("sent_not_remembered", reason=type(error).__name__)


def _in_redis() -> Marks:
    def ask(known: redis.Redis) -> Any:
        return known.zrange(KEY, 0, -1, withscores=True)

    return {key.decode("ascii", "replace"): int(number) for key, number in queues.asked(ask) or ()}


def _in_files() -> Marks:
    found: Marks = {}
    with contextlib.suppress(OSError):
        for path in _folder().iterdir():
            with contextlib.suppress(OSError, ValueError):
                found[path.name] = int(path.read_text(encoding="ascii"))
    return found


def _write(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        wait_for_turn(descriptor, time.monotonic() + PATIENCE_S)
        known = os.read(descriptor, DIGITS)
        if not known.isdigit() or int(known) < number:
            os.pwrite(descriptor, str(number).zfill(DIGITS).encode("ascii"), 0)
    finally:
        os.close(descriptor)


def _folder() -> Path:
    return Path(current_app.config["DATA_DIR"]) / FOLDER
