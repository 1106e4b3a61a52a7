"""What stays of a mail once it is over: its states and times. Not its words, nor whom it was for or from.

Features destroy what they promised to destroy; the copies in the outbox must not outlive it. What has not ended
(queued, on its way, held for a person) keeps its words, which are still to be sent or to be judged, until its group is
forgotten.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from app.core.clock import now
from app.core.unit_of_work import unit_of_work
from app.deliveries.machine import move
from app.deliveries.models import TERMINAL, State
from app.deliveries.tables import BREAKERS, HISTORY, D, by_slices, connection

KEPT = timedelta(days=14)  # bounces come within days; what nobody confirmed is promised to be gone in 30
BATCH = 500
_OVER = D.c.state.in_(sorted(TERMINAL))
_EMPTY = {
    "subject": "",
    "body_text": "",
    "body_html": None,
    "from_name": "",
    "reply_to_name": None,
    "reply_to_address": None,
    "unsubscribe_url": None,
    "to_name": "",
    "to_address": "",
    "to_domain": "",
    "last_reply": None,
}


def forget(guard_keys: Collection[str]) -> int:
    """Within a unit of work: empty the mails of these keys now, if they are over. How many were."""
    return _empty(D.c.guard_key.in_(guard_keys) & _OVER)


def forget_group(group_key: str, *, reason: str) -> int:
    """Within a unit of work: nothing of these mails may be kept any more, not even what still waited. How many.

    What waits for the relay or for a person leaves no more; what is being sent at this moment is for the next time.
    """
    group = D.c.group_key == group_key
    move(group, (State.QUEUED, State.HELD), State.CANCELLED, note=reason)
    return _empty(group & _OVER & (D.c.to_address != ""))


def forget_old() -> int:
    """Every day: empty what has been over for 14 days. How many."""
    _forget_replies_of_domains()
    total = 0
    while True:
        with unit_of_work():
            old = _OVER & (D.c.finished_at < now() - KEPT) & (D.c.to_address != "")
            emptied = _empty(D.c.id.in_(select(D.c.id).where(old).limit(BATCH)))
        total += emptied
        if emptied < BATCH:
            return total


def _forget_replies_of_domains() -> None:
    """A domain that refuses us goes on being known; what it said last may name somebody."""
    named = BREAKERS.c.last_reply.contains("@") & (BREAKERS.c.refused_at < now() - KEPT)
    with unit_of_work():
        connection().execute(update(BREAKERS).where(named).values(last_reply=""))


def _empty(which: ColumnElement[bool]) -> int:
    ids: list[uuid.UUID] = list(connection().scalars(update(D).where(which).values(_EMPTY).returning(D.c.id)))
    for some in by_slices(ids):
        with_address = HISTORY.c.delivery_id.in_(some) & HISTORY.c.note.contains("@")  # a reply may name somebody
        connection().execute(update(HISTORY).where(with_address).values(note=None))
    return len(ids)
