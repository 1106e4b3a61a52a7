"""Circuit breakers: a domain that refuses us five times in a row is left alone, but for a probe every 15 minutes.

A policy refusal (421, 4.7.x, 5.7.x) is about who we are, not about one mail: insisting makes it worse. Other domains
are unaffected. The key `relay` counts what the relay itself refuses; it never opens, it is there to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Row, case, delete, select, update
from structlog import get_logger

from app.core.database import database_now, insert_into
from app.core.smtp import MailError
from app.deliveries import telling
from app.deliveries.tables import BREAKERS as B
from app.deliveries.tables import connection, database_after

log = get_logger()

RELAY = "relay"
REFUSALS = 5
PROBE_EVERY_S = 15 * 60


@dataclass(frozen=True)
class LeftAlone:
    """A domain that refuses us, from now on: what it said last."""

    domain: str
    reply: str


_alarms: dict[str, Callable[[LeftAlone], None]] = {}
_POLICY = re.compile(r"\s*[45]\.7\.\d+")


def register_breaker_alarm(name: str, alarm: Callable[[LeftAlone], None]) -> None:
    """Tell `alarm`, in the unit of work of the refusal, of each domain that is left alone from now on."""
    _alarms[name] = alarm


def domain_key(domain: str) -> str:
    return f"domain:{domain}"


def is_policy(error: MailError) -> bool:
    """Whether it is us that the other side refuses, rather than this mail."""
    return error.code == 421 or _POLICY.match(error.reply) is not None


def read() -> dict[str, Row[tuple[bool, bool]]]:
    """The breakers that count something: `open`, and whether a probe is `due`."""
    found = connection().execute(
        select(
            B.c.key,
            B.c.opened_at.is_not(None).label("open"),
            (B.c.probe_at <= database_now()).label("due"),
        )
    )
    return {row.key: row for row in found}


def is_open(key: str) -> bool:
    """Whether that breaker is open at this moment."""
    return bool(connection().scalar(select(B.c.key).where(B.c.key == key, B.c.opened_at.is_not(None))))


def refused(key: str, reply: str) -> None:
    """Within a unit of work: count one refusal; the fifth in a row opens the breaker of a domain."""
    count = B.c.refusals + 1
    opens = (count >= REFUSALS) & (B.c.key != RELAY)
    statement = insert_into(B).values(key=key, refusals=1, last_reply=reply, refused_at=database_now())
    again = {
        "refusals": count,
        "last_reply": reply,
        "refused_at": database_now(),
        "opened_at": case((B.c.opened_at.is_not(None), B.c.opened_at), (opens, database_now())),
        "probe_at": case((opens, database_after(PROBE_EVERY_S))),
    }
    row = (
        connection()
        .execute(
            statement.on_conflict_do_update(index_elements=["key"], set_=again).returning(B.c.refusals, B.c.opened_at)
        )
        .one()
    )
    if row.opened_at is not None and row.refusals == REFUSALS:
        log.warning("domain_left_alone", refusals=row.refusals)
        told = LeftAlone(key.partition(":")[2], reply)
        for alarm in _alarms.values():
            telling.tell(alarm, told, "alarm_not_told", breaker="domain")


def welcomed(key: str) -> None:
    """Within a unit of work: it took or discussed a mail as one does; forget the refusals."""
    connection().execute(delete(B).where(B.c.key == key))


def take_probe(key: str) -> bool:
    """Within a unit of work: whether this worker is the one that may try a single mail."""
    statement = (
        update(B).where(B.c.key == key, B.c.probe_at <= database_now()).values(probe_at=database_after(PROBE_EVERY_S))
    )
    return bool(connection().execute(statement).rowcount)
