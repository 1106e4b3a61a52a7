"""Deliveries: one e-mail on its way, never lost, and never twice to an official. What other features may call.

    with unit_of_work():
        deliveries.enqueue(kind=Kind.MESSAGE, guard_key=f"message:{message.id}", …)

The row leaves with the commit; a worker sends it (`drain`), the sweeper watches over it (`sweep`).
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy import func, select

from app.core import mailer
from app.core.database import db
from app.deliveries.decisions import decide, held, history
from app.deliveries.endings import Ended, register_outcome
from app.deliveries.forgetting import forget, forget_group, forget_old
from app.deliveries.guards import register_guard
from app.deliveries.models import Decision, Delivery, Heartbeat, Kind, SendingBreaker, State
from app.deliveries.outbox import cancel, enqueue
from app.deliveries.sending import drain
from app.deliveries.sweeping import SWEEP, Trace, forget_tracer, register_tracer, sweep
from app.deliveries.switches import resume, stop, stopped

__all__ = [
    "Decision",
    "Delivery",
    "Ended",
    "Kind",
    "State",
    "Trace",
    "cancel",
    "counts",
    "decide",
    "drain",
    "enqueue",
    "forget",
    "forget_group",
    "forget_old",
    "forget_tracer",
    "held",
    "history",
    "init_app",
    "last_sweep",
    "refusing",
    "register_guard",
    "register_outcome",
    "register_tracer",
    "resume",
    "stop",
    "stopped",
    "sweep",
    "troubles",
]


def init_app(app: Flask) -> None:
    mailer.init_app(app)


def counts(group_key: str | None = None) -> dict[State, int]:
    """How many deliveries there are in each state, of everything or of one group: the sum is all that were created."""
    wanted = select(Delivery.state, func.count().label("number")).group_by(Delivery.state)
    if group_key is not None:
        wanted = wanted.where(Delivery.group_key == group_key)
    found = {row.state: row.number for row in db.session.execute(wanted)}
    return {state: found.get(state, 0) for state in State}


def refusing(group_key: str) -> frozenset[str]:
    """The addresses of a group whose last mail was refused for good, or came back."""
    newest = func.row_number().over(
        partition_by=Delivery.to_address, order_by=(Delivery.finished_at.desc(), Delivery.id.desc())
    )
    ended = (State.ACCEPTED, State.BOUNCED, State.FAILED)
    ranked = select(Delivery.to_address, Delivery.state, newest.label("place")).where(
        Delivery.group_key == group_key, Delivery.state.in_(ended), Delivery.to_address != ""
    )
    last = ranked.subquery()
    refused = last.c.state.in_((State.BOUNCED, State.FAILED))
    return frozenset(db.session.scalars(select(last.c.to_address).where(last.c.place == 1, refused)))


def last_sweep() -> datetime | None:
    """When the sweeper last finished its round: late means that nothing is woken any more."""
    return db.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == SWEEP))


def troubles() -> list[SendingBreaker]:
    """Domains that refuse us, and the relay itself when it cannot be reached."""
    return list(db.session.scalars(select(SendingBreaker).order_by(SendingBreaker.key)))
