"""The one clock. Times are aware and in UTC; days are days in Quebec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TORONTO = ZoneInfo("America/Toronto")
READING_HOURS = range(8, 20)

_frozen: list[datetime] = []


def now() -> datetime:
    """The present instant, in UTC."""
    return _frozen[-1] if _frozen else datetime.now(UTC)


def today() -> date:
    """Today's date where the campaigns are: a campaign closes at midnight in Quebec."""
    return now().astimezone(TORONTO).date()


def local(at: datetime) -> datetime:
    """The same instant on a Quebec clock."""
    return at.astimezone(TORONTO)


def people_read() -> bool:
    """Whether a mail that nobody awaits may come at this hour in Quebec."""
    return local(now()).hour in READING_HOURS


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """For tests: time stands still at `at`, in every thread of this process."""
    _frozen.append(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.pop()
