"""A mail that came back to us: which delivery it is about, and what follows.

Only an address that we wrote ourselves counts (`core/verp.py`): without its proof, nobody can make one of our mails
come back, and nothing but headers and such addresses is read. What is read twice changes nothing the second time.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import select
from structlog import get_logger

from app.core import verp
from app.core.unit_of_work import unit_of_work
from app.deliveries import addresses, parsing, reports
from app.deliveries.machine import IN_HAND, move
from app.deliveries.models import State
from app.deliveries.reports import Finding, Report
from app.deliveries.tables import D, connection

log = get_logger()

# Who it came to, as relays write it down, the surest first; the report itself may have lost them all.
ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_VERP = re.compile(r"\+[a-z2-7]{26}-[a-z2-7]{16}@[\w.-]+", re.IGNORECASE | re.ASCII)
_MAY_COME_BACK = (State.ACCEPTED, State.UNKNOWN, State.HELD)


class Taken(StrEnum):
    """What became of a mail that came back."""

    BOUNCED = "bounced"
    KNOWN = "known"  # that delivery is over already
    NO_BOUNCE = "no_bounce"  # a delay, a receipt, an automatic reply, or a person who wrote
    NOT_OURS = "not_ours"  # its proof is not ours, or it is about no delivery
    LATER = "later"  # it is being sent at this moment: to be asked again


def take(raw: bytes) -> Taken:
    """Read it, and move the delivery that it is about. To an official: others to that address wait for a person."""
    delivery_id = whose(raw)
    if delivery_id is None:
        log.warning("return_not_ours", size=len(raw))
        return Taken.NOT_OURS
    report = reports.read(raw)
    if report.finding is not Finding.FAILED:
        log.info("return_read", delivery_id=str(delivery_id), finding=report.finding.value)
        return Taken.NO_BOUNCE
    taken = _bounced(delivery_id, report)
    log.info("return_read", delivery_id=str(delivery_id), finding=taken.value, status=report.status)
    return taken


def whose(raw: bytes) -> uuid.UUID | None:
    """The delivery that it is about, by the address that we sent it from. None: we did not, or it names several."""
    mail = parsing.headers(raw)
    for name in ENVELOPE:
        found = _ours(str(value) for value in mail.get_all(name, ()))
        if found:
            return found[0]
    unfolded = re.sub(r"=\r?\n|\r?\n[ \t]+", "", raw[: parsing.LONGEST].decode("latin-1"))
    anywhere = _ours([unfolded])
    return anywhere[0] if len(anywhere) == 1 else None


def _ours(texts: Iterable[str]) -> list[uuid.UUID]:
    """The deliveries whose addresses stand there, each once."""
    found = (verp.read(address) for text in texts for address in _VERP.findall(text))
    return list(dict.fromkeys(key for key in found if key is not None))


def _bounced(delivery_id: uuid.UUID, report: Report) -> Taken:
    """Of a mail whose address is forgotten, the words of the report are too: they name it again."""
    with unit_of_work():
        row = connection().execute(select(D).where(D.c.id == delivery_id)).one_or_none()
        if row is None:
            return Taken.NOT_OURS
        if row.state in IN_HAND:
            return Taken.LATER
        which = D.c.id == delivery_id
        evidence = f"{report.status} {report.reply if row.to_address else ''}".strip()
        if not move(which, _MAY_COME_BACK, State.BOUNCED, note=evidence, last_reply=evidence):
            return Taken.KNOWN
        if row.to_address:
            addresses.came_back(row, report.status)
    return Taken.BOUNCED
