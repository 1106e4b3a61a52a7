"""What is promised to whoever writes: nothing unconfirmed is kept for long, and nobody is kept for ever."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core import audit, retention
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.messages.models import Message, State

BATCH = 200


def forget_unconfirmed() -> int:
    """Destroy what was written more than 30 days ago and never confirmed. How many."""
    old = sa.select(Message).where(Message.state == State.WRITTEN, Message.written_at < now() - retention.UNCONFIRMED)
    return _each(old, db.session.delete, "messages.unconfirmed_destroyed")


def forget_supporters() -> int:
    """Long after a campaign closed, keep the figures and forget who wrote and what. How many."""
    over = campaigns.past_retention()
    known = sa.select(Message).join(Message.supporter).where(Message.campaign_id.in_(over))
    return _each(known, Message.forget_the_person, "messages.supporters_forgotten") if over else 0


def _each(which: sa.Select[Message], forget: Callable[[Message], None], act: str) -> int:
    """In batches, so that no transaction is long."""
    total = 0
    while True:
        with unit_of_work():
            messages = list(db.session.scalars(which.limit(BATCH).with_for_update(of=Message)))
            for message in messages:
                forget(message)
            if messages:
                audit.record(act, "messages", messages=len(messages))
        total += len(messages)
        if len(messages) < BATCH:
            return total
