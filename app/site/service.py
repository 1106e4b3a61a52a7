"""What the public pages that cross features need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import redis
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.core import queues
from app.core.clock import now
from app.core.database import db
from app.deliveries.models import Heartbeat

LATE_AFTER = timedelta(seconds=120)  # four turns of the sweeper


def readiness() -> dict[str, Any]:
    """The database answers: signatures can be taken. Redis is not needed for that."""
    return {"ok": _database_answers()}


def health() -> dict[str, Any]:
    """Everything that should be running, each by name."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    parts["sweeper"] = parts["database"] and _sweeper_is_on_time()
    return {"ok": all(parts.values()), "parts": parts}


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _redis_answers() -> bool:
    try:
        return bool(queues.connection().ping())
    except redis.RedisError:
        return False


def _sweeper_is_on_time() -> bool:
    beat = db.session.get(Heartbeat, "sweep")
    return beat is not None and now() - beat.beat_at < LATE_AFTER
