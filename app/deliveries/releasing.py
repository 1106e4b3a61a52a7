"""A person lets a restored database send again, once it is known, or held, what may have left since the backup.

What the relay's log names has left. Of the rest nobody knows, and the policy of each kind decides, as ever: a letter to
an official is held for a person, anything else is sent again, the same bytes under the same Message-ID.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import and_, case, func, select, update

from app.core import audit
from app.core.unit_of_work import unit_of_work
from app.deliveries import memories, relay_log, restoring, switches
from app.deliveries.errors import NotFrozen
from app.deliveries.machine import move
from app.deliveries.models import AT_MOST_ONCE, State
from app.deliveries.sweeping import IN_LOG
from app.deliveries.tables import D, connection

NOT_OVER = (State.QUEUED, State.UNKNOWN, State.HELD)
MAY_HAVE_LEFT = "the database was restored"
MARGIN = timedelta(minutes=10)  # how much the clocks of the database and of the log may differ
AT_A_TIME = 500
LETTERS = D.c.kind.in_(sorted(AT_MOST_ONCE))
# All that waits, whenever it was written: a program may have written again, after the backup, what it wrote before.
# What a digest carries goes with the digest.
IN_QUESTION = and_(D.c.state.in_(NOT_OVER), D.c.carrier_id.is_(None))


@dataclass(frozen=True)
class Released:
    """What became of the mails of which the backup did not know whether they had left."""

    arrived: int  # the log says so
    held: int  # letters to officials: a person decides


def in_question() -> tuple[int, int]:
    """How many letters to officials, and how many other mails, may have left since the backup."""
    wanted = select(func.count().filter(LETTERS), func.count().filter(~LETTERS))
    numbers = wanted.where(IN_QUESTION, D.c.state != State.HELD)
    row = connection().execute(numbers).one()
    return row[0], row[1]


def release(*, nothing_left: bool, reason: str, by: uuid.UUID | None = None) -> Released:
    """Let mail leave again. `nothing_left`: a person knows that nothing was sent since the backup.

    `by` is an account; none: whoever runs the machine. Raises NotFrozen.
    """
    known = restoring.frozen()
    if known is None:
        raise NotFrozen
    left = [] if nothing_left else _named_by_the_log()
    seen = memories.seen()
    with unit_of_work():
        if not switches.thaw():
            raise NotFrozen  # a colleague was first
        released = Released(0, 0) if nothing_left else _settle_mails(left)
        marks = restoring.settle(seen)
        told = {"nothing_left": nothing_left, "arrived": released.arrived, "held": released.held}
        audit.record("delivery.released", "sending:restored", by=by, reason=reason, doubt=known.doubt.value, **told)
    for database_id, number in marks.items():
        memories.remember(database_id, number)
    return released


def _settle_mails(left: Sequence[str]) -> Released:
    """What was in question, within the unit of work that lets it go. Tried at least once: it may have left."""
    tried = {"attempts": case((D.c.attempts > 0, D.c.attempts), else_=1)}
    arrived = 0
    for first in range(0, len(left), AT_A_TIME):
        which = and_(IN_QUESTION, D.c.message_id.in_(left[first : first + AT_A_TIME]))
        arrived += len(move(which, NOT_OVER, State.ACCEPTED, note=IN_LOG, **tried))
    letters = and_(IN_QUESTION, LETTERS)
    held = move(letters, (State.QUEUED, State.UNKNOWN), State.HELD, note=MAY_HAVE_LEFT, **tried)
    # The log proves nothing by its silence about attempts that the backup does not know: it is asked no more.
    connection().execute(update(D).where(letters, D.c.state == State.HELD).values(first_attempt_at=None))
    return Released(arrived, len(held))


def _named_by_the_log() -> list[str]:
    """Of the mails in question, those that the relay took. Without a log that can be read: none."""
    path: Path | None = current_app.config["MAIL_LOG"]
    if path is None:
        return []
    with unit_of_work():
        rows = connection().execute(select(D.c.message_id, D.c.created_at).where(IN_QUESTION)).all()
    if not rows:
        return []
    oldest = min(row.created_at for row in rows) - MARGIN
    try:
        reading = relay_log.read(path, {row.message_id for row in rows}, since=oldest.timestamp())
    except OSError:
        return []
    return sorted(key for key, seen in reading.seen.items() if seen.is_taken)
