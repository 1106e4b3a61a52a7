"""A held mail: nobody knows whether it arrived, so a person decides, with the evidence before them."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select, text

from app.core import audit, queues
from app.core.database import database_now, db, locked
from app.core.unit_of_work import unit_of_work
from app.deliveries import switches
from app.deliveries.errors import NoSuchDelivery, NotHeld
from app.deliveries.machine import move
from app.deliveries.models import Decision, Delivery, DeliveryMove, State
from app.deliveries.tables import D

_HELD = text("deliveries.state = 'held'")  # as text, so that SQLite recognizes the condition of the partial index


def held() -> list[Delivery]:
    """The mails that wait for a person, those that have waited longest first."""
    waiting = select(Delivery).where(*_of(None))
    return list(db.session.scalars(waiting.order_by(Delivery.created_at, Delivery.id)))


def held_page(page: int, size: int, group_keys: list[str] | None = None) -> tuple[list[Delivery], int]:
    """One page of the mails that wait for a person, of these groups or of all, and how many there are."""
    found = select(Delivery).where(*_of(group_keys)).order_by(Delivery.created_at, Delivery.id)
    return list(db.session.scalars(found.limit(size).offset((page - 1) * size))), count_held(group_keys)


def count_held(group_keys: list[str] | None = None) -> int:
    """How many mails wait for a person."""
    # No condition: by that one, SQLite would read every mail that no digest carries. Each staff page asks this.
    on_its_own = func.count().filter(Delivery.carrier_id.is_(None))
    return db.session.scalar(select(on_its_own).where(_HELD, *_in(group_keys))) or 0


def decide_many(
    ids: Collection[uuid.UUID],
    decision: Decision,
    *,
    reason: str,
    by: uuid.UUID,
    group_keys: list[str] | None = None,
) -> int:
    """The same decision about each of these, of these groups or of all. How many were still to be decided."""
    decided = 0
    with unit_of_work():
        mine = select(Delivery.id).where(Delivery.id.in_(ids), *_of(group_keys))
        for delivery_id in sorted(db.session.scalars(mine)):  # one order for all: nobody waits in a circle
            try:
                decide(delivery_id, decision, by=by, reason=reason)
            except NotHeld:
                continue
            decided += 1
    return decided


def cancel_all(key: str, *, reason: str) -> int:
    """Within a unit of work: take back everything that a stop of that key would cover. How many. Raises ValueError."""
    return len(move(switches.covers(key), (State.QUEUED, State.CLAIMED), State.CANCELLED, note=reason))


def decide(
    delivery_id: uuid.UUID, decision: Decision, *, by: uuid.UUID | None = None, reason: str | None = None
) -> Delivery:
    """Send it again, leave it at that, or note that it arrived. `by` is an account; none: whoever runs the machine.

    What a digest carries is decided with the digest. Raises NoSuchDelivery or NotHeld.
    """
    with unit_of_work():
        delivery = locked(Delivery, delivery_id)
        if delivery is None:
            raise NoSuchDelivery
        if delivery.carrier_id is not None:
            raise NotHeld
        which = D.c.id == delivery_id
        note = f"{decision} decided by {by or 'the command line'}"
        if decision is Decision.RESEND:
            fresh = {"next_attempt_at": database_now(), "first_attempt_at": database_now()}
            moved = move(which, (State.HELD,), State.QUEUED, note=note, **fresh)
            queues.ring(queues.DRAIN)
        elif decision is Decision.ABANDON:
            moved = move(which, (State.HELD,), State.CANCELLED, note=note)
        else:
            moved = move(which, (State.HELD,), State.ACCEPTED, note=note)
        if not moved:
            raise NotHeld
        audit.record(f"delivery.{decision}", f"delivery:{delivery_id}", by=by, reason=reason)
        db.session.refresh(delivery)
        return delivery


def history(delivery_id: uuid.UUID) -> list[DeliveryMove]:
    """Every step, in order: what is known of a mail of which nobody knows whether it arrived."""
    steps = select(DeliveryMove).where(DeliveryMove.delivery_id == delivery_id)
    return list(db.session.scalars(steps.order_by(DeliveryMove.moved_at, DeliveryMove.id)))


def histories(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[DeliveryMove]]:
    """The steps of several mails."""
    found: dict[uuid.UUID, list[DeliveryMove]] = {key: [] for key in ids}
    steps = select(DeliveryMove).where(DeliveryMove.delivery_id.in_(found))
    for step in db.session.scalars(steps.order_by(DeliveryMove.moved_at, DeliveryMove.id)):
        found[step.delivery_id].append(step)
    return found


def _of(group_keys: list[str] | None) -> list[ColumnElement[bool]]:
    """What waits for a person in these groups, or in all; what a digest carries waits with the digest."""
    return [Delivery.state == State.HELD, Delivery.carrier_id.is_(None), *_in(group_keys)]


def _in(group_keys: list[str] | None) -> list[ColumnElement[bool]]:
    return [] if group_keys is None else [Delivery.group_key.in_(group_keys)]
