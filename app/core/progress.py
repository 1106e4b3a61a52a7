"""How far the work on a long file has come: told in Redis, since its one transaction shows nothing before the end.

A worker holds the file as long as it tells; one that was killed falls silent, and another takes over. Without Redis
the work is done all the same, and the page only says that it goes on.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import redis
from structlog import get_logger

from app.core import queues

T = TypeVar("T")
log = get_logger()

HELD_S = 120  # without a word for so long, the worker is gone
TOLD_EVERY_S = 0.5
_EACH = 25  # lines between two looks at the clock


@dataclass
class _Work:
    """What one worker does now; `first` and `last` bound the part of the whole that is being counted."""

    file_id: uuid.UUID
    first: float = 0.0
    last: float = 1.0
    told_at: float = 0.0

    def tell(self, done: int, total: int) -> None:
        if time.monotonic() - self.told_at >= TOLD_EVERY_S:
            whole = self.first + (self.last - self.first) * done / max(total, 1)
            heard = _put(self.file_id, int(100 * whole))
            self.told_at = time.monotonic() if heard else math.inf  # nobody listens: never wait for Redis again


_work: ContextVar[_Work | None] = ContextVar("portevoix_work", default=None)


@contextmanager
def holding(file_id: uuid.UUID) -> Iterator[bool]:
    """Whether this worker may work on that file now: false while another one does."""
    if not _take(file_id):
        yield False
        return
    token = _work.set(_Work(file_id))
    try:
        yield True
    finally:
        _work.reset(token)
        _leave(file_id)


@contextmanager
def share(first: float, last: float) -> Iterator[None]:
    """What is counted inside is that part of what is counted around it: from `first` to `last`, of 1."""
    work = _work.get()
    if work is None:
        yield
        return
    before = work.first, work.last
    width = work.last - work.first
    work.first, work.last = work.first + width * first, work.first + width * last
    work.tell(0, 1)
    try:
        yield
    finally:
        work.first, work.last = before


def counted(things: Iterable[T]) -> Iterator[T]:
    """The things one by one, telling how far they are; nothing is told when nobody holds a file."""
    work = _work.get()
    if work is None:
        yield from things
        return
    everything = list(things)
    for done, thing in enumerate(everything):
        if done % _EACH == 0:
            work.tell(done, len(everything))
        yield thing


def tell(done: int, total: int) -> None:
    """So much of what is counted here is done; nothing is told when nobody holds a file."""
    work = _work.get()
    if work is not None:
        work.tell(done, total)


def percent(file_id: uuid.UUID) -> int | None:
    """How far a worker is; None when none works on it."""
    try:
        kept = queues.connection().get(_key(file_id))
    except redis.RedisError as error:
        log.warning("progress_unknown", reason=type(error).__name__)
        return None
    return int(kept) if kept is not None else None


def _take(file_id: uuid.UUID) -> bool:
    try:
        return bool(queues.connection().set(_key(file_id), 0, nx=True, ex=HELD_S))
    except redis.RedisError as error:
        log.warning("progress_untold", reason=type(error).__name__)
        return True  # the row decides between two workers


def _put(file_id: uuid.UUID, figure: int) -> bool:
    try:
        queues.connection().set(_key(file_id), figure, ex=HELD_S)
    except redis.RedisError as error:
        log.warning("progress_untold", reason=type(error).__name__)
        return False
    return True


def _leave(file_id: uuid.UUID) -> None:
    try:
        queues.connection().delete(_key(file_id))
    except redis.RedisError as error:
        log.warning("progress_untold", reason=type(error).__name__)


def _key(file_id: uuid.UUID) -> str:
    return f"portevoix:work:{file_id}"
