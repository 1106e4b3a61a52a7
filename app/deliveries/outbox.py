"""The outbox: a mail is a row, written in the same transaction as the act that causes it."""

from __future__ import annotations

import uuid
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import uuid_utils.compat
from flask import current_app
from sqlalchemy import and_, bindparam, delete, func, update

from app.core import queues
from app.core.clock import local, now
from app.core.database import INSERTS, database_now
from app.core.keys import InvalidEmail
from app.core.mail_headers import deliverable
from app.core.mailer import body
from app.core.plain_text import one_line
from app.deliveries import pacing
from app.deliveries.machine import move, write_history
from app.deliveries.models import URGENCY, Kind, State
from app.deliveries.tables import D, connection

# Made once for each engine: thousands of mails are asked for the same evening.
_ADD = {
    engine: insert(D)
    .values(
        created_at=database_now(),
        next_attempt_at=func.coalesce(bindparam("not_before", type_=D.c.next_attempt_at.type), database_now()),
    )
    .on_conflict_do_nothing(index_elements=[D.c.dedupe_key])
    .returning(D.c.id)
    for engine, insert in INSERTS.items()
}


def enqueue(
    *,
    kind: Kind,
    to_address: str,
    to_name: str,
    subject: str,
    body_text: str,
    body_html: str | None = None,
    from_name: str,
    locale: str,
    dedupe_key: str,
    reply_to_name: str | None = None,
    reply_to_address: str | None = None,
    unsubscribe_url: str | None = None,
    group_key: str | None = None,
    pace_key: str | None = None,
    guard_key: str | None = None,
    not_before: datetime | None = None,
) -> uuid.UUID | None:
    """Within a unit of work: this mail will leave once the commit is done. Its id; None: it was asked for already.

    Text is kept as typed, but for what no mail can carry. An address that cannot be written to does not stop the
    act: the delivery fails, and says so.
    """
    address = _address(to_address)
    domain = address.rpartition("@")[2].lower()
    values: dict[str, Any] = {
        "kind": kind,
        "urgency": URGENCY[kind],
        "state": State.QUEUED,
        "dedupe_key": dedupe_key,
        "group_key": group_key,
        "pace_key": pace_key,
        "guard_key": guard_key,
        "lane_key": pacing.lane_for(kind, pace_key, domain),
        **_frozen_headers(),
        "from_name": one_line(from_name),
        "reply_to_name": one_line(reply_to_name) if reply_to_name else None,
        "reply_to_address": _address(reply_to_address) if reply_to_address else None,
        "unsubscribe_url": unsubscribe_url,
        "to_name": one_line(to_name),
        "to_address": address,
        "to_domain": domain,
        "locale": locale,
        "subject": one_line(subject),
        "body_text": body(body_text),
        "body_html": body(body_html) if body_html is not None else None,
        "attempts": 0,
        "not_before": not_before,
    }
    return _keep(values)


def cancel(*, guard_key: str, reason: str) -> int:
    """Within a unit of work: withdraw the mails that have not begun to leave. Returns how many.

    One that a worker holds but has not transmitted is withdrawn too: the worker's next move finds it gone.
    """
    return len(move(D.c.guard_key == guard_key, (State.QUEUED, State.CLAIMED), State.CANCELLED, note=reason))


def forget_at_once(*, dedupe_key: str) -> None:
    """Within the unit of work that wrote it: it was never asked for. Where nobody is to be written to, and the answer
    must not come sooner than where somebody is."""
    connection().execute(delete(D).where(D.c.dedupe_key == dedupe_key, D.c.state == State.QUEUED))


def redirect(*, guard_key: str, to_address: str) -> int:
    """Within a unit of work: what waits under this key leaves for that address from now on, by itself. How many.

    A digest was gathered for the former address: this is taken out of it, and one that is emptied does not leave.
    """
    address = _address(to_address)
    domain = address.rpartition("@")[2].lower()
    waiting = and_(D.c.guard_key == guard_key, D.c.state == State.QUEUED)
    values = {"to_address": address, "to_domain": domain, "carrier_id": None, "next_attempt_at": database_now()}
    changed = list(connection().execute(update(D).where(waiting).values(values).returning(D.c.id, D.c.lane_key)))
    pacing.open_lanes([key for row in changed if row.lane_key for key in (row.lane_key, pacing.DOMAIN + domain)])
    write_history([row.id for row in changed], State.QUEUED, "to another office of the same person")
    return len(changed)


def _keep(values: dict[str, Any]) -> uuid.UUID | None:
    """Insert unless the dedupe key is there: the constraint decides, also between two who ask at once."""
    here = connection()
    added: uuid.UUID | None = here.scalar(_ADD[here.dialect.name], values)
    if added is not None:
        write_history([added], State.QUEUED)
        queues.ring(queues.DRAIN)
    return added


def _frozen_headers() -> dict[str, Any]:
    """Message-ID and Date never change: whatever is sent again is the same mail, and shows as one."""
    key = uuid_utils.compat.uuid7()
    domain = deliverable(current_app.config["MAIL_FROM"]).rpartition("@")[2]
    return {
        "id": key,
        "message_id": f"<{key}@{domain}>",
        "date_header": format_datetime(local(now())),
    }


def _address(text: str) -> str:
    try:
        return deliverable(one_line(text))
    except InvalidEmail:
        return one_line(text)
