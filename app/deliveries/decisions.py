"""A held mail: nobody knows whether it arrived, so a person decides, with the evidence before them."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.core import audit, queues
from app.core.database import database_now, db, locked
from app.core.unit_of_work import unit_of_work
from app.deliveries.errors import NoSuchDelivery, NotHeld
from app.deliveries.machine import move
from app.deliveries.models import Decision, Delivery, DeliveryMove, State
from app.deliveries.tables import D


def held() -> list[Delivery]:
    """The mails that wait for a person, those that have waited longest first."""
    waiting = select(Delivery).where(Delivery.state == State.HELD)
    return list(db.session.scalars(waiting.order_by(Delivery.created_at, Delivery.id)))


def decide(delivery_id: uuid.UUID, decision: Decision, *, by: uuid.UUID | None = None) -> Delivery:
    """Send it again, leave it at that, or note that it arrived. `by` is an account; none: whoever runs the machine.

    Raises NoSuchDelivery or NotHeld.
    """
    with unit_of_work():
        delivery = locked(Delivery, delivery_id)
        if delivery is None:
            raise NoSuchDelivery
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
        audit.record(f"delivery.{decision}", f"delivery:{delivery_id}", by=by)
        db.session.refresh(delivery)
        return delivery


def history(delivery_id: uuid.UUID) -> list[DeliveryMove]:
    """Every step, in order: what is known of a mail of which nobody knows whether it arrived."""
    steps = select(DeliveryMove).where(DeliveryMove.delivery_id == delivery_id)
    return list(db.session.scalars(steps.order_by(DeliveryMove.moved_at, DeliveryMove.id)))
