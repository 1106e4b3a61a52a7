"""Deliveries: one e-mail on its way, never lost, and never twice to an official. What other features may call.

    with unit_of_work():
        deliveries.enqueue(kind=Kind.MESSAGE, guard_key=f"message:{message.id}", …)

The row leaves with the commit; a worker sends it (`drain`), the sweeper watches over it (`sweep`).
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import func, select

from app.core import mailer
from app.core.database import db
from app.deliveries.addresses import (
    HeldAddress,
    Returned,
    give_up,
    held_addresses,
    register_alarm,
    release,
)
from app.deliveries.bounces import Taken
from app.deliveries.bounces import take as take_return
from app.deliveries.breaker import LeftAlone, register_breaker_alarm
from app.deliveries.decisions import (
    cancel_all,
    count_held,
    decide,
    decide_many,
    held,
    held_page,
    histories,
    history,
)
from app.deliveries.digests import Written, gather, register_digest, rule_of, set_rule
from app.deliveries.endings import Ended, ended_badly, register_outcome
from app.deliveries.figures import (
    LATE_AFTER,
    Tally,
    a_day,
    counts,
    finishes_at,
    status,
    tallies,
    total,
    waiting,
    worker_is_late,
)
from app.deliveries.forgetting import forget, forget_group, forget_old
from app.deliveries.guards import Later, register_guard
from app.deliveries.mailbox import read_returns
from app.deliveries.models import Decision, Delivery, Heartbeat, Kind, SendingBreaker, State
from app.deliveries.outbox import cancel, enqueue, forget_at_once, redirect
from app.deliveries.parsing import LONGEST as LONGEST_RETURN
from app.deliveries.reconciling import PostfixLog
from app.deliveries.releasing import Released, in_question
from app.deliveries.releasing import release as release_restored
from app.deliveries.restoring import Doubt, Frozen, frozen, tell_restored
from app.deliveries.sending import drain
from app.deliveries.suppressions import (
    Suppressed,
    count_suppressed,
    forget_old_suppressions,
    lift,
    lift_address,
    suppressed,
)
from app.deliveries.sweeping import SWEEP, Trace, forget_tracer, register_tracer, sweep
from app.deliveries.switches import may_lift, resume, stop, stopped

__all__ = [
    "LATE_AFTER",
    "LONGEST_RETURN",
    "Decision",
    "Delivery",
    "Doubt",
    "Ended",
    "Frozen",
    "HeldAddress",
    "Kind",
    "Later",
    "LeftAlone",
    "PostfixLog",
    "Released",
    "Returned",
    "State",
    "Suppressed",
    "Taken",
    "Tally",
    "Trace",
    "Written",
    "a_day",
    "cancel",
    "cancel_all",
    "count_held",
    "count_suppressed",
    "counts",
    "decide",
    "decide_many",
    "drain",
    "ended_badly",
    "enqueue",
    "finishes_at",
    "forget",
    "forget_at_once",
    "forget_group",
    "forget_old",
    "forget_old_suppressions",
    "forget_tracer",
    "frozen",
    "gather",
    "give_up",
    "held",
    "held_addresses",
    "held_page",
    "histories",
    "history",
    "in_question",
    "init_app",
    "last_sweep",
    "lift",
    "lift_address",
    "may_lift",
    "read_returns",
    "reads_log",
    "redirect",
    "refusing",
    "register_alarm",
    "register_breaker_alarm",
    "register_digest",
    "register_guard",
    "register_outcome",
    "register_tracer",
    "release",
    "release_restored",
    "resume",
    "rule_of",
    "set_rule",
    "status",
    "stop",
    "stopped",
    "suppressed",
    "sweep",
    "take_return",
    "tallies",
    "tell_restored",
    "total",
    "troubles",
    "waiting",
    "worker_is_late",
]


def init_app(app: Flask) -> None:
    mailer.init_app(app)
    if app.config["MAIL_LOG"] is not None:
        register_tracer(PostfixLog(app.config["MAIL_LOG"]))


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


def reads_log() -> bool:
    """Whether the relay's log is read here."""
    return current_app.config["MAIL_LOG"] is not None


def last_sweep() -> datetime | None:
    """When the sweeper last finished its round: late means that nothing is woken any more."""
    return db.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == SWEEP))


def troubles() -> list[SendingBreaker]:
    """Domains that refuse us, and the relay itself when it cannot be reached."""
    return list(db.session.scalars(select(SendingBreaker).order_by(SendingBreaker.key)))
