"""Addresses that say no: an official's is held for staff to look at, anybody else's is left in peace (`suppressions`).

A letter to an official is never dropped in silence: when one comes back because nobody reads there, the others to that
address wait, and staff are told. One that a policy refuses, perhaps for its words, holds no other until three were
refused in a day.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from structlog import get_logger

from app.core import audit
from app.core.database import db
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.deliveries import statuses, suppressions, switches, telling
from app.deliveries.errors import NoAddressHeld
from app.deliveries.machine import move
from app.deliveries.models import AT_MOST_ONCE, Delivery, SendingSwitch, State
from app.deliveries.tables import SWITCHES, D, connection, database_after

log = get_logger()

POLICY_REFUSALS = 3  # that many letters in a day, and it is no longer the words of one of them
POLICY_WINDOW = timedelta(days=1)
RETURNED = "returned"  # how the reason of a stop begins that no person pulled


@dataclass(frozen=True)
class Returned:
    """A letter to an official that came back: what staff are told at once."""

    delivery_id: uuid.UUID
    to_name: str
    to_address: str
    status: str
    waiting: int  # letters to the same address that wait now


@dataclass(frozen=True)
class HeldAddress:
    """An official's address whose letters wait until staff have looked."""

    address: str
    status: str
    held_at: datetime
    waiting: int


Alarm = Callable[[Returned], None]

_alarms: dict[str, Alarm] = {}


def register_alarm(name: str, alarm: Alarm) -> None:
    """Tell `alarm`, in the unit of work of the bounce, of each official's address that is held from now on."""
    _alarms[name] = alarm


def came_back(row: Row[Any], status: str) -> None:
    """Within a unit of work: a report says that this mail did not arrive. A final delay says nothing of the address."""
    if row.kind in AT_MOST_ONCE:
        if statuses.is_of_the_mailbox(status) or (statuses.says_no(status) and _is_refused_often(row)):
            _hold(row, status)
    elif statuses.is_dead(status):
        suppressions.suppress(row, status)


def refused(row: Row[Any], reply: str) -> None:
    """Within a unit of work: the relay itself refused the recipient, with these words."""
    status = statuses.in_reply(reply)
    if statuses.is_dead(status):
        came_back(row, status)


def held_addresses() -> list[HeldAddress]:
    """The officials' addresses whose letters wait, those that have waited longest first."""
    waits = (
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.state == State.QUEUED, Delivery.kind.in_(sorted(AT_MOST_ONCE)))
        .where(func.lower(Delivery.to_address) == func.substr(SendingSwitch.key, len(switches.ADDRESS) + 1))
        .scalar_subquery()
    )
    found = select(SendingSwitch.key, SendingSwitch.reason, SendingSwitch.stopped_at, waits.label("waiting")).where(
        SendingSwitch.key.startswith(switches.ADDRESS)
    )
    return [
        HeldAddress(row.key.removeprefix(switches.ADDRESS), _status_of(row.reason), row.stopped_at, row.waiting)
        for row in db.session.execute(found.order_by(SendingSwitch.stopped_at, SendingSwitch.key))
    ]


def release(address: str, *, by: uuid.UUID | None = None) -> None:
    """Staff have looked, and the address is good: its letters leave. Raises NoAddressHeld."""
    with unit_of_work():
        if not switches.resume(_held(address)):
            raise NoAddressHeld
        audit.record("delivery.address_released", _audit_key(address), by=by)


def give_up(address: str, *, by: uuid.UUID | None = None) -> int:
    """Staff know no better address: its letters have failed, and those who wrote them hear of it. How many.

    The address stays held. Raises NoAddressHeld.
    """
    with unit_of_work():
        reason = connection().scalar(select(SWITCHES.c.reason).where(SWITCHES.c.key == _held(address)))
        if reason is None:
            raise NoAddressHeld
        note = _status_of(reason)
        gone = move(switches.covers(_held(address)), (State.QUEUED,), State.FAILED, note=note, last_reply=note)
        audit.record("delivery.address_given_up", _audit_key(address), by=by, mails=len(gone))
    return len(gone)


def _held(address: str) -> str:
    """The stop of that address. Raises NoAddressHeld for what is none."""
    if not (told := one_line(address).lower()):
        raise NoAddressHeld
    return f"{switches.ADDRESS}{told}"


def _audit_key(address: str) -> str:
    """The journal holds no address: the same one has the same number."""
    return f"address:{uuid.uuid5(uuid.NAMESPACE_URL, _held(address))}"


def _hold(row: Row[Any], status: str) -> None:
    key = _held(row.to_address)
    if key in switches.stopped():
        return
    switches.stop(key, f"{RETURNED} {status}")
    same = (D.c.state == State.QUEUED) & switches.covers(key)
    waiting = connection().scalar(select(func.count()).select_from(D).where(same)) or 0
    log.warning("official_address_held", delivery_id=str(row.id), status=status, waiting=waiting)
    told = Returned(row.id, row.to_name, row.to_address, status, waiting)
    for alarm in _alarms.values():
        telling.tell(alarm, told, "alarm_not_told", delivery_id=str(row.id))


def _is_refused_often(row: Row[Any]) -> bool:
    """Whether several letters to that address came back today; a digest counts once, not its messages."""
    bounced = select(D.c.last_reply).where(
        D.c.state == State.BOUNCED,
        D.c.finished_at > database_after(-POLICY_WINDOW.total_seconds()),
        D.c.kind.in_(sorted(AT_MOST_ONCE)),
        D.c.carrier_id.is_(None),
        func.lower(D.c.to_address) == row.to_address.lower(),
    )
    replies = connection().scalars(bounced)
    return sum(statuses.says_no(statuses.in_reply(reply or "")) for reply in replies) >= POLICY_REFUSALS


def _status_of(reason: str) -> str:
    return reason.removeprefix(RETURNED).strip()
