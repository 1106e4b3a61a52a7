"""A feature is told of something in our unit of work: whatever it makes of it, what it was told of stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from rq.timeouts import JobTimeoutException
from structlog import get_logger

from app.core.database import db

log = get_logger()

T = TypeVar("T")


def tell(listener: Callable[[T], object], what: T, event: str, **ids: Any) -> None:
    """What fails is taken back to here, and no further; `event` with `ids` says so in the log."""
    try:
        with db.session.begin_nested():
            listener(what)
    except JobTimeoutException:
        raise
    except Exception:  # the listener may be mistaken
        log.exception(event, **ids)
