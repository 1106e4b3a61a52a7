"""What the relay's log says of the mails of which nobody knows whether they left. Asked at each sweep.

One passage through the log answers for all of them; what it found is good for the rest of the round.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, func, select

from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, relay_log
from app.deliveries.models import State
from app.deliveries.relay_log import Accepted, Court, Reading, Witnesses
from app.deliveries.sweeping import AT_A_TIME, Trace
from app.deliveries.tables import HISTORY, D, connection, database_after

GOOD_FOR_S = 20.0  # less than the time between two sweeps
WITNESSES_WITHIN = timedelta(days=1)
LOOKED_BACK = timedelta(days=7)  # what is older stays with whoever decides
MOST_ACCEPTED = 50_000
BY_ITSELF = D.c.carrier_id.is_(None)  # what a digest carries has no mail of its own
MARGIN = timedelta(minutes=10)  # how much the clocks of the database and of the files may differ


@dataclass
class PostfixLog:
    """The tracer of one log: `deliveries.register_tracer(PostfixLog(path))`."""

    path: Path
    _traces: dict[str, Trace] = field(default_factory=dict, compare=False)
    _read_at: float = field(default=-GOOD_FOR_S, compare=False)

    def __call__(self, message_id: str) -> Trace:
        """FOUND or ABSENT when the log proves it. A log that cannot be read proves nothing."""
        if message_id not in self._traces or time.monotonic() - self._read_at >= GOOD_FOR_S:
            try:
                self._traces = self._read(message_id)
            except OSError:
                self._traces = {}
            self._read_at = time.monotonic()
        return self._traces.get(message_id, Trace.UNKNOWN)

    def _read(self, message_id: str) -> dict[str, Trace]:
        with unit_of_work():
            attempts = _attempts(message_id)
            if not attempts:
                return {message_id: Trace.UNKNOWN}
            since = min(attempts.values()) - WITNESSES_WITHIN
            court = Court(_accepted(since))
        lease = claims.transmission_lease_s()
        heard = {key: court.witnesses(at.timestamp(), at.timestamp() + lease) for key, at in attempts.items()}
        wanted = set(attempts).union(*(both.before + both.after for both in heard.values()))
        reading = relay_log.read(self.path, wanted, since=(since - MARGIN).timestamp())
        return {key: _trace(reading, key, heard[key]) for key in attempts}


def _trace(reading: Reading, message_id: str, witnesses: Witnesses) -> Trace:
    seen = reading.seen.get(message_id)
    if seen is not None:
        return Trace.FOUND if seen.is_taken else Trace.UNKNOWN  # named, and not queued: it may yet be
    return Trace.ABSENT if reading.covers(witnesses) else Trace.UNKNOWN


def _attempts(message_id: str) -> dict[str, datetime]:
    """When the last attempt of each began; that it was over one lease later is certain."""
    ambiguous = D.c.state.in_((State.UNKNOWN, State.HELD))
    began = func.max(HISTORY.c.moved_at).label("began")
    rows = connection().execute(
        select(D.c.message_id, began)
        .join(HISTORY, HISTORY.c.delivery_id == D.c.id)
        .where(HISTORY.c.state == State.TRANSMITTING, HISTORY.c.moved_at > _days_ago(LOOKED_BACK))
        .where(ambiguous | (D.c.message_id == message_id), BY_ITSELF)
        .group_by(D.c.id, D.c.message_id)
        .order_by(began.desc())
        .limit(2 * AT_A_TIME)
    )
    return {row.message_id: row.began for row in rows}


def _accepted(since: datetime) -> list[Accepted]:
    """Those that the relay took at the first attempt, and said so: they left when their row says that they did."""
    rows = connection().execute(
        select(D.c.first_attempt_at, D.c.finished_at, D.c.message_id)
        .where(D.c.state == State.ACCEPTED, D.c.finished_at >= since, D.c.attempts == 1, BY_ITSELF)
        .where(D.c.last_reply.startswith("2"))
        .order_by(D.c.finished_at.desc())
        .limit(MOST_ACCEPTED)
    )
    return [Accepted(began.timestamp(), answered.timestamp(), key) for began, answered, key in rows]


def _days_ago(time: timedelta) -> ColumnElement[datetime]:
    return database_after(-time.total_seconds())
