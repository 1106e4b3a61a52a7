"""The machine: which moves there are, and the one way to make them.

A move is a compare-and-set: it says from which states it starts, changes the rows that are still there, and appends a
line to the history of each; features hear of what ended badly. Whoever comes second changes nothing. All times are
those of the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, insert, update

from app.core.database import database_now
from app.deliveries import endings
from app.deliveries.errors import IllegalDeliveryMove
from app.deliveries.models import TERMINAL, Kind, State
from app.deliveries.tables import HISTORY, D, connection

MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CLAIMED, State.CANCELLED, State.DEAD, State.ACCEPTED, State.FAILED, State.HELD}),
    State.CLAIMED: frozenset(
        {State.QUEUED, State.TRANSMITTING, State.FAILED, State.DEAD, State.CANCELLED, State.ACCEPTED}
    ),
    State.TRANSMITTING: frozenset({State.ACCEPTED, State.QUEUED, State.FAILED, State.DEAD, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.ACCEPTED, State.QUEUED, State.HELD, State.DEAD, State.BOUNCED}),
    State.HELD: frozenset({State.QUEUED, State.CANCELLED, State.ACCEPTED, State.BOUNCED}),
    State.ACCEPTED: frozenset({State.BOUNCED}),
    **{state: frozenset() for state in TERMINAL - {State.ACCEPTED}},
}
CARRIED = "with its digest"
TRIED = frozenset({State.ACCEPTED, State.HELD, State.DEAD})
IN_HAND = frozenset({State.CLAIMED, State.TRANSMITTING})

ADD_LINE = insert(HISTORY).values(  # made once: the hot path runs it twice a mail
    delivery_id=bindparam("delivery_id"),
    state=bindparam("state"),
    note=bindparam("note"),
    moved_at=database_now(),
)


def move(
    which: ColumnElement[bool], source: Collection[State], to: State, *, note: str | None = None, **values: Any
) -> list[uuid.UUID]:
    """Within a unit of work: move the rows that are still in `source`. Returns their ids.

    Raises IllegalDeliveryMove for a move that the machine does not have.
    """
    for state in source:
        if to not in MOVES[state]:
            raise IllegalDeliveryMove(f"{state} to {to}")
    moves = update(D).where(which, D.c.state.in_(sorted(source))).values(arrival(to) | values)
    moved = connection().execute(moves.returning(D.c.id, D.c.kind)).all()
    ids = [row.id for row in moved]
    write_history(ids, to, note)
    endings.tell(ids, to)
    digests = [row.id for row in moved if row.kind is Kind.DIGEST]
    follow(digests, to, **{name: values[name] for name in values if name == "last_reply"})
    return ids


def follow(digests: Collection[uuid.UUID], to: State, **values: Any) -> None:
    """Within a unit of work: what a digest carries becomes what the digest becomes, and is counted with it."""
    if not digests or to is State.CLAIMED:  # in a worker's hands, it can still be taken out of the digest
        return
    over = TERMINAL - {State.ACCEPTED} if to is State.BOUNCED else TERMINAL | {to}
    goes_on = D.c.state.not_in(sorted(over))
    told = arrival(to)
    if to is State.UNKNOWN:
        told["lease_until"] = database_now()
    if to is State.TRANSMITTING:
        told |= {"attempts": D.c.attempts + 1, "first_attempt_at": func.coalesce(D.c.first_attempt_at, database_now())}
    if to in TRIED:  # the digest was tried, and they with it
        told["attempts"] = case((D.c.attempts > 0, D.c.attempts), else_=1)
    statement = update(D).where(D.c.carrier_id.in_(digests), goes_on).values(told | values).returning(D.c.id)
    carried = list(connection().scalars(statement))
    write_history(carried, to, CARRIED)
    endings.tell(carried, to)


def arrival(to: State) -> dict[str, Any]:
    """What every row has to be told when it comes into that state."""
    told: dict[str, Any] = {"state": to}
    if to not in IN_HAND:
        told |= {"token": None, "lease_until": None}
    if to in TERMINAL:
        told["finished_at"] = database_now()
    return told


def write_history(ids: Iterable[uuid.UUID], state: State, note: str | None = None) -> None:
    """One line for each: the evidence that staff read when a mail is held."""
    lines = [{"delivery_id": key, "state": state, "note": note} for key in ids]
    if lines:
        connection().execute(ADD_LINE, lines if len(lines) > 1 else lines[0])
