"""When officials are written to, and how fast: office hours in Quebec, so many an hour, never more. No database here.

Between two mails to the same person or domain there is a gap. A mail may leave ahead of its even turn by no more than
the slack, and each one that leaves moves the turn by a gap: from any mail to the one `per_hour` places later there are
at least `per_hour` gaps less the slack, which is an hour. So no window of an hour ever holds more than `per_hour`.
(The generic cell rate algorithm, ITU-T I.371; the proof is in docs/adr/0015-pacing.md.)
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import local
from app.deliveries.holidays import is_holiday

HOUR = timedelta(hours=1)
# The share of the pace in each hour of a working day: gently at both ends and at noon, never at night.
HOURS = {8: 0.5, 9: 1.0, 10: 1.0, 11: 1.0, 12: 0.5, 13: 1.0, 14: 1.0, 15: 1.0, 16: 1.0, 17: 0.5}
SATURDAY = 5
JITTER = 0.5  # of a gap: a quarter before and a quarter after the even turn
BURST = 30  # a domain may take at once what it is due in two minutes: the sweeper comes every thirty seconds


@dataclass(frozen=True)
class Rhythm:
    """So many an hour, and by how many gaps a mail may leave ahead of its even turn."""

    per_hour: int
    slack_in_gaps: float

    @property
    def gap(self) -> timedelta:
        return HOUR / (self.per_hour - self.slack_in_gaps)

    @property
    def slack(self) -> timedelta:
        return self.gap * self.slack_in_gaps


def of_official(per_hour: int) -> Rhythm:
    return Rhythm(per_hour, JITTER)


def of_domain(per_hour: int) -> Rhythm:
    return Rhythm(per_hour, per_hour / BURST)


@dataclass(frozen=True)
class Turn:
    """Where a lane stands: when its next mail would leave if all left evenly."""

    turn_at: datetime
    rhythm: Rhythm

    @property
    def opens_at(self) -> datetime:
        """The earliest instant at which the next mail may leave."""
        return self.turn_at - self.rhythm.slack

    def is_free(self, at: datetime) -> bool:
        return at >= self.opens_at

    def taken(self, at: datetime, share: float = 1.0) -> Turn:
        """A mail left: the next turn is a gap later, more in the hours of a smaller share."""
        return Turn(max(self.turn_at, at) + self.rhythm.gap / share, self.rhythm)


def dice(delivery_id: uuid.UUID) -> float:
    """From 0 to 1, always the same for one delivery: how long the next one waits after it, within the slack."""
    return (delivery_id.int & 0xFFFFFFFF) / 0x100000000


def share(at: datetime) -> float:
    """What part of the pace holds at that instant; 0: nobody is written to."""
    here = local(at)
    return HOURS.get(here.hour, 0.0) if is_working_day(here.date()) else 0.0


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for the public holidays of Quebec."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def opening(at: datetime) -> datetime:
    """The next instant from `at` on when officials are written to."""
    if share(at):
        return at
    return next(begins for begins, part in _hours(at) if part)


def done_at(number: int, rhythm: Rhythm, at: datetime) -> datetime:
    """When the last of that many will have left, by the even turns, beginning at `at`."""
    left = number * rhythm.gap
    for begins, part in _hours(at):
        lasts = (_next_hour(begins) - begins) * part
        if part and left <= lasts:
            return begins + left / part
        left -= lasts
    raise AssertionError("hours never end")


def per_day(rhythm: Rhythm) -> int:
    """How many leave in a working day."""
    return int(sum(HOURS.values()) * HOUR / rhythm.gap)


def _hours(at: datetime) -> Iterator[tuple[datetime, float]]:
    """From `at` on, each hour of the clock in Quebec: when it begins (the first one: now), and its share."""
    while True:
        yield at, share(at)
        at = _next_hour(at)


def _next_hour(at: datetime) -> datetime:
    """The next full hour. Offsets change at full hours too, and are whole hours: the clock in Quebec agrees."""
    return at.replace(minute=0, second=0, microsecond=0) + HOUR
