"""Time passes, for the program and for its links: one clock tells both."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

from app.core import clock


def days_later(days: float) -> AbstractContextManager[None]:
    return clock.frozen(clock.now() + timedelta(days=days))


def seconds_later(seconds: float) -> AbstractContextManager[None]:
    return clock.frozen(clock.now() + timedelta(seconds=seconds))


def seconds_ago(seconds: float) -> AbstractContextManager[None]:
    return clock.frozen(clock.now() - timedelta(seconds=seconds))
