"""Messages that wait for somebody to hold an office: they leave when that person can be written to."""

from __future__ import annotations

import uuid
from dataclasses import replace

import sqlalchemy as sa
from structlog import get_logger

from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.messages import outgoing
from app.messages.models import Message, State, Wait
from app.messages.recipients import Addressee, recipients_of

log = get_logger()
BATCH = 500


def send_to_newcomers() -> int:
    """Every ten minutes: what waited for an office that somebody holds now, and can be written to, leaves. How many.

    What its campaign left behind waits no more.
    """
    waiting = (
        sa.select(Message.campaign_id, Message.riding_id, Wait.rule)
        .join(Wait.message)
        .where(Wait.given_up_at.is_(None), Message.state.in_((State.CONFIRMED, State.QUEUED)))
        .distinct()
    )
    places: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = {}
    for campaign_id, riding_id, rule in db.session.execute(waiting):
        places.setdefault((campaign_id, riding_id), set()).add(rule)
    return sum(_send(*place, rules) for place, rules in places.items())


def _send(campaign_id: uuid.UUID, riding_id: uuid.UUID, rules: set[str]) -> int:
    """Those of one riding: its offices are looked at once, then each message by itself."""
    ids = db.session.scalars(
        sa.select(Message.id)
        .join(Wait)
        .where(Message.campaign_id == campaign_id, Message.riding_id == riding_id, Wait.given_up_at.is_(None))
        .distinct()
        .order_by(Message.id)
    ).all()
    sample = db.session.get_one(Message, ids[0])
    is_over = not outgoing.is_in_time(sample.campaign)
    held = {one.rule for one in recipients_of(sample.campaign, sample.riding).reachable}
    if not is_over and held.isdisjoint(rules):
        return 0
    return sum(_give_up(one) if is_over else _leave(one) for one in ids[:BATCH])


def _leave(message_id: uuid.UUID) -> int:
    """One message, read afresh: it may have been withdrawn, and somebody else may be sending it."""
    with unit_of_work():
        message = locked(Message, message_id)
        if message is None or message.state not in (State.CONFIRMED, State.QUEUED) or message.set_aside_for:
            return 0
        to = recipients_of(message.campaign, message.riding, by_organization=message.letterhead is not None)
        open_waits = {one.rule for one in message.waits if one.given_up_at is None}
        come = [_worded(message, one, to.default) for one in to.reachable if one.rule in open_waits]
        if not come:
            return 0
        taken = outgoing.take(message, come)
        message.waits = [one for one in message.waits if one.rule not in {other.rule for other in come}]
        if taken:
            outgoing.send(message, taken)
        if taken and message.state is State.CONFIRMED:
            message.queue()
        _finish_if_over(message)
    log.info("message_left_for_newcomer", message_id=str(message_id), recipients=len(taken))
    return len(taken)


def _worded(message: Message, one: Addressee, default: str) -> Addressee:
    """The words that its author read for whoever would come, unless they wrote some for this very variant."""
    return one if message.says(one.variant) else replace(one, variant=default)


def _give_up(message_id: uuid.UUID) -> int:
    with unit_of_work():
        message = locked(Message, message_id)
        if message is not None:
            for one in message.waits:
                one.give_up(at=now())
            _finish_if_over(message)
    return 0


def _finish_if_over(message: Message) -> None:
    """Nothing left for anybody, and nobody is waited for any more."""
    if message.state is State.CONFIRMED and not any(one.given_up_at is None for one in message.waits):
        message.finish(at=now())
