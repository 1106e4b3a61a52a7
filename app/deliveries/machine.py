"""The machine: which moves there are, and the one way to make them.

A move is a compare-and-set: it says from which states it starts, changes the rows that are still there, and appends a
line to the history of each; features hear of what ended badly. Whoever comes second changes nothing. All times are
those of the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, update

from app.core.database import database_now
from app.deliveries import endings
from app.deliveries.errors import IllegalDeliveryMove
from app.deliveries.models import TERMINAL, State
from app.deliveries.tables import HISTORY, D, connection

MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CLAIMED, State.CANCELLED, State.DEAD, State.ACCEPTED}),
    State.CLAIMED: frozenset(
        {State.QUEUED, State.TRANSMITTING, State.FAILED, State.DEAD, State.CANCELLED, State.ACCEPTED}
    ),
    State.TRANSMITTING: frozenset({State.ACCEPTED, State.QUEUED, State.FAILED, State.DEAD, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.ACCEPTED, State.QUEUED, State.HELD, State.DEAD, State.BOUNCED}),
    State.HELD: frozenset({State.QUEUED, State.CANCELLED, State.ACCEPTED, State.BOUNCED}),
    State.ACCEPTED: frozenset({State.BOUNCED}),
    **{state: frozenset() for state in TERMINAL - {State.ACCEPTED}},
}
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
    statement = update(D).where(which, D.c.state.in_(sorted(source))).values(arrival(to) | values).returning(D.c.id)
    ids = list(connection().scalars(statement))
    write_history(ids, to, note)
    endings.tell(ids, to)
    return ids


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
