"""The Assembly is dissolved: what was written to those who sat waits, and a person says what becomes of it.

Ministers keep their office, and their messages leave. Whoever sits again after the election may receive what waited:
staff send it on, official by official, or take it back. Nothing leaves, and nothing is lost, by itself.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.clock import today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState
from app.messages.errors import NobodyToWriteTo
from app.messages.models import MessageRecipient
from app.messages.outgoing import DISSOLVED
from app.officials.models import Mandate, Official


@dataclass(frozen=True)
class Paused:
    """What waits for one official who sat until the dissolution. `sits_again`: there is an office to send it to."""

    official: Official
    waiting: int
    sits_again: bool


def paused() -> list[Paused]:
    """Those for whom messages wait because the Assembly was dissolved, by name."""
    rows = db.session.execute(
        sa.select(Official, sa.func.count(MessageRecipient.id))
        .join(MessageRecipient, MessageRecipient.official_id == Official.id)
        .where(*_waiting())
        .group_by(Official.id)
        .order_by(Official.name)
    ).all()
    again = _in_office([official.id for official, _ in rows]) if rows else {}
    return [Paused(official, number, official.id in again) for official, number in rows]


def resume(official_id: uuid.UUID, *, by: uuid.UUID) -> int:
    """They sit again: what waited goes to the office that they hold now. How many. Raises NobodyToWriteTo."""
    with unit_of_work():
        mandate = _in_office([official_id]).get(official_id)
        if mandate is None:
            raise NobodyToWriteTo
        waiting = _recipients(official_id)
        for recipient in waiting:
            recipient.mandate_id = mandate.id
            deliveries.redirect(guard_key=recipient.guard_key, to_address=mandate.address or "")
        audit.record("message.election_resumed", f"official:{official_id}", by=by, messages=len(waiting))
    return len(waiting)


def cancel(official_id: uuid.UUID, *, by: uuid.UUID) -> int:
    """They do not sit any more, or the moment has passed: what waited does not leave. How many."""
    with unit_of_work():
        waiting = _recipients(official_id)
        cancelled = sum(deliveries.cancel(guard_key=one.guard_key, reason=DISSOLVED) for one in waiting)
        audit.record("message.election_cancelled", f"official:{official_id}", by=by, messages=cancelled)
    return cancelled


def _waiting() -> tuple[Any, ...]:
    """Deliveries that have not begun to leave, to a mandate that ended with the Assembly."""
    ended = sa.select(Mandate.id).where(Mandate.dissolution_id.is_not(None))
    waits = sa.select(Delivery.id).where(
        Delivery.id == MessageRecipient.delivery_id, Delivery.state == DeliveryState.QUEUED
    )
    return (MessageRecipient.mandate_id.in_(ended), waits.exists())


def _recipients(official_id: uuid.UUID) -> list[MessageRecipient]:
    found = sa.select(MessageRecipient).where(MessageRecipient.official_id == official_id, *_waiting())
    return list(db.session.scalars(found.order_by(MessageRecipient.id)))


def _in_office(official_ids: list[uuid.UUID]) -> dict[uuid.UUID, Mandate]:
    """The office that each of them holds today and is written at; a seat first, as the message was to one who sat."""
    held = sa.select(Mandate).where(Mandate.official_id.in_(official_ids), Mandate.starts_on <= today())
    found: dict[uuid.UUID, Mandate] = {}
    for mandate in db.session.scalars(held.order_by(Mandate.riding_id.is_(None))):
        sits = mandate.holds_on(today()) and mandate.dissolution_id is None
        if sits and mandate.can_be_written_to and mandate.office.ends_with_the_assembly:
            found.setdefault(mandate.official_id, mandate)
    return found
