"""When each session was last seen. In Redis only: reading a page changes nothing in the database."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

import redis
from flask import current_app
from structlog import get_logger

from app.accounts.models import LONGEST_SESSION
from app.core import queues
from app.core.clock import now

log = get_logger()
Answer = TypeVar("Answer")


def mark(session_id: uuid.UUID) -> None:
    """Somebody is here. Without Redis nobody remembers it, and nothing else happens."""
    life = int(LONGEST_SESSION.total_seconds())
    _asked(lambda store: store.set(_key(session_id), int(now().timestamp()), ex=life), None)


def last_seen(session_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """Of those that Redis remembers."""
    asked = list(session_ids)
    if not asked:
        return {}
    found: list[bytes | str | None] = _asked(lambda store: list(store.mget([_key(one) for one in asked])), [])
    return {one: datetime.fromtimestamp(int(at), UTC) for one, at in zip(asked, found, strict=False) if at is not None}


def _asked(question: Callable[[redis.Redis], Answer], otherwise: Answer) -> Answer:
    if current_app.extensions.get("redis_silent_until", 0.0) > time.monotonic():
        return otherwise
    try:
        return question(queues.connection())
    except redis.RedisError as error:
        current_app.extensions["redis_silent_until"] = time.monotonic() + queues.SILENCE_S
        log.warning("presence_unavailable", reason=type(error).__name__)
        return otherwise


def _key(session_id: uuid.UUID) -> str:
    return f"portevoix:seen:{session_id}"
