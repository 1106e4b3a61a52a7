"""How long messages take to leave at the pace of this installation: messages ÷ (recipients × a day)."""

from __future__ import annotations

from dataclasses import dataclass

from app.deliveries import service as deliveries

EXPECTED = (100, 1_000, 10_000)
SEVERAL = 10


@dataclass(frozen=True)
class Expected:
    """So many messages: the working days that they take to one person, and spread over several."""

    messages: int
    days: int
    days_of_several: int


@dataclass(frozen=True)
class Forecast:
    """What one recipient receives in a working day, and what follows from it."""

    a_day: int
    several: int
    lines: tuple[Expected, ...]


def forecast() -> Forecast | None:
    """None: everything leaves at once here."""
    a_day = deliveries.a_day()
    if a_day is None:
        return None
    lines = (Expected(number, _days(number, a_day), _days(number, a_day * SEVERAL)) for number in EXPECTED)
    return Forecast(a_day, SEVERAL, tuple(lines))


def _days(messages: int, a_day: int) -> int:
    return -(-messages // a_day)
