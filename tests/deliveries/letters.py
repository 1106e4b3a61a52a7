"""Mails to send in the tests of deliveries, and ways to look at them and to let time pass."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.core.database import database_now, db
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, sending
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind, State
from app.deliveries.tables import D, database_after

counter = itertools.count(1)
FIRST_TEXT = "Je vous écris de Rimouski.\n"


def letter(kind: Kind = Kind.MESSAGE, to: str = "elue@example.org", **changes: Any) -> Delivery:
    """A committed mail in the outbox."""
    number = next(counter)
    settings: dict[str, Any] = {
        "kind": kind,
        "to_address": to,
        "to_name": "Catherine Élue",
        "subject": "Financement à la mission",
        "body_text": FIRST_TEXT,
        "body_html": "<p>Je vous écris de Rimouski.</p>",
        "from_name": "Geneviève Côté (par Engagez-vous)",
        "reply_to_name": "Geneviève Côté",
        "reply_to_address": "genevieve@example.com",
        "locale": "fr",
        "dedupe_key": f"test:{number}:{uuid.uuid4()}",
    }
    with unit_of_work():
        key = deliveries.enqueue(**{**settings, **changes})
        assert key is not None
        return db.session.get_one(Delivery, key)


def sent(kind: Kind = Kind.MESSAGE, to: str = "elue@example.org", **changes: Any) -> Delivery:
    """One that the relay has taken."""
    delivery = letter(kind, to, **changes)
    put(delivery, State.ACCEPTED)
    return delivery


def look(delivery: Delivery) -> Any:
    """The row as it is now."""
    with db.engine.connect() as connection:
        return connection.execute(select(D).where(D.c.id == delivery.id)).one()


def state(delivery: Delivery) -> State:
    return State(look(delivery).state)


def steps(delivery: Delivery) -> list[State]:
    """Its history, as states."""
    db.session.rollback()
    return [move.state for move in deliveries.history(delivery.id)]


def set_columns(delivery: Delivery, **values: Any) -> None:
    """Put a row where a test needs it, without asking the machine."""
    with unit_of_work():
        db.session.connection().execute(update(D).where(D.c.id == delivery.id).values(**values))


def put(delivery: Delivery, where: State) -> None:
    """Force a state, with what the constraints want of it."""
    in_hand = where in (State.CLAIMED, State.TRANSMITTING)
    over = where in (State.ACCEPTED, State.BOUNCED, State.FAILED, State.DEAD, State.CANCELLED)
    set_columns(
        delivery,
        state=where,
        token=uuid.uuid4() if in_hand else None,
        lease_until=database_after(60) if in_hand or where is State.UNKNOWN else None,
        finished_at=database_now() if over else None,
        attempts=1,
        first_attempt_at=database_now(),
    )


def make_due(delivery: Delivery) -> None:
    set_columns(delivery, next_attempt_at=database_after(-1))


def expire_lease(delivery: Delivery) -> None:
    set_columns(delivery, lease_until=database_after(-1))


def tried_first(delivery: Delivery, ago: timedelta) -> None:
    set_columns(delivery, first_attempt_at=database_after(-ago.total_seconds()), attempts=3)


def claim_one() -> claims.Claim:
    """The next mail, in the hands of a worker that is this test."""
    found = claims.claim(1)
    assert len(found) == 1
    return found[0]


def drain_until_empty() -> int:
    """Send everything that is due, as a worker does."""
    handled = 0
    while number := sending.drain():
        handled += number
    return handled
