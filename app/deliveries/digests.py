"""Many messages to one official in one mail a day, from the number that staff chose for a campaign on.

Each message keeps its own row and its own history: it is carried, and becomes what the digest becomes. The words are
written when the digest is about to leave, by the feature that wrote the messages, so that whoever takes a message back
before is not in it; nothing of them is kept twice.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from structlog import get_logger

from app.core.clock import local, today
from app.core.database import database_now, insert_into
from app.core.mailer import Attachment
from app.core.unit_of_work import unit_of_work
from app.deliveries import guards, pacing, restoring, rhythm
from app.deliveries.machine import CARRIED, move, write_history
from app.deliveries.models import Kind, State
from app.deliveries.outbox import enqueue
from app.deliveries.tables import DIGEST_RULES, D, connection, database_after

log = get_logger()

MOST = 200  # messages in one mail: about a megabyte with their table
HOUR = 9  # in Quebec: before that, what came in the night is not all there
EMPTY = "nobody is left in it"
CHANGED = "somebody took a message back"


@dataclass(frozen=True)
class Written:
    """The words of a digest, made of those of its messages."""

    from_name: str
    subject: str
    body_text: str
    body_html: str
    attachments: tuple[Attachment, ...]


Writer = Callable[[Sequence[str], str], Written]

_writers: dict[str, Writer] = {}


def register_digest(prefix: str, writer: Writer) -> None:
    """`writer(guard_keys, locale)` makes one mail of the messages whose guard keys begin with `<prefix>:`."""
    _writers[prefix] = writer


def set_rule(group_key: str, threshold: int | None) -> None:
    """Within a unit of work: from more than that many waiting for one official on, one mail a day. None: never."""
    if threshold is None:
        connection().execute(delete(DIGEST_RULES).where(DIGEST_RULES.c.group_key == group_key))
        return
    statement = insert_into(DIGEST_RULES).values(group_key=group_key, threshold=threshold)
    connection().execute(statement.on_conflict_do_update(index_elements=["group_key"], set_={"threshold": threshold}))


def rule_of(group_key: str) -> int | None:
    """From how many on; None: every message leaves by itself."""
    found: int | None = connection().scalar(
        select(DIGEST_RULES.c.threshold).where(DIGEST_RULES.c.group_key == group_key)
    )
    return found


def gather() -> int:
    """Every few minutes, on working days after nine: put what waits beyond the threshold into digests. How many."""
    with unit_of_work():
        at = connection().execute(select(database_now())).scalar_one()
        if not rhythm.share(at) or local(at).hour < HOUR or restoring.frozen():
            return 0  # of a restored database, nobody knows yet what has left: under its own number or in a digest
        crowded = connection().execute(_crowded(at)).all()
    return sum(_gather(row) for row in crowded)


def refusal(row: Row[Any], members: tuple[uuid.UUID, ...] | None) -> str | None:
    """Within a unit of work: why this digest must not leave as it is. Those who must not be in it are taken out.

    `members`: those of whom it was written; None while it is not written.
    """
    if row.kind is not Kind.DIGEST:
        return None
    left = [member.id for member in _members(row.id, locked=True) if _stays(member)]
    if not left:
        return EMPTY
    if members is not None and left != list(members):
        return guards.Later(CHANGED, 0)
    return None


def write(row: Row[Any]) -> tuple[Written, tuple[uuid.UUID, ...]]:
    """The words of a digest at this moment, and the messages that they are made of."""
    members = _members(row.id)
    if not members:  # taken back since the claim: the mark of no return will say so
        return Written("", "", "", "", ()), ()
    keys = [member.guard_key for member in members]
    writer = _writers[keys[0].partition(":")[0]]
    return writer(keys, row.locale), tuple(member.id for member in members)


def _crowded(at: Any) -> Any:
    """Officials for whom more messages of one group wait than its rule says, by the address that they go to."""
    waiting = select(D.c.group_key, D.c.pace_key, D.c.lane_key, D.c.to_address, func.min(D.c.locale).label("locale"))
    return (
        waiting.add_columns(func.min(DIGEST_RULES.c.threshold).label("threshold"), func.max(D.c.to_name).label("name"))
        .join(DIGEST_RULES, DIGEST_RULES.c.group_key == D.c.group_key)
        .where(*_may_be_carried(at))
        .group_by(D.c.group_key, D.c.pace_key, D.c.lane_key, D.c.to_address)
        .having(func.count() > func.min(DIGEST_RULES.c.threshold))
    )


def _gather(row: Row[Any]) -> bool:
    """One digest; False: this official has had one today, or others were quicker."""
    with unit_of_work():
        at = connection().execute(select(database_now())).scalar_one()
        here = (D.c.group_key == row.group_key, D.c.lane_key == row.lane_key, D.c.to_address == row.to_address)
        first = select(D.c.id).where(*_may_be_carried(at), *here).order_by(D.c.next_attempt_at, D.c.id).limit(MOST)
        members = list(connection().scalars(first.with_for_update(skip_locked=True)))
        if len(members) <= min(row.threshold, MOST - 1):
            return False
        digest = enqueue(
            kind=Kind.DIGEST,
            to_address=row.to_address,
            to_name=row.name,
            subject="",
            body_text="",
            from_name="",
            locale="en" if row.locale == "en" else "fr",
            dedupe_key=_key_of_today(row),
            group_key=row.group_key,
            pace_key=row.pace_key,
        )
        if digest is None:
            return False
        connection().execute(update(D).where(D.c.id.in_(members)).values(carrier_id=digest))
        write_history(members, State.QUEUED, CARRIED)
    log.info("digest_gathered", delivery_id=str(digest), messages=len(members))
    return True


def _may_be_carried(at: Any) -> tuple[Any, ...]:
    """Messages that nobody has tried to send yet."""
    return (pacing.IN_LANES, D.c.kind == Kind.MESSAGE, D.c.attempts == 0, D.c.next_attempt_at <= at)


def _key_of_today(row: Row[Any]) -> str:
    """Once a day for a group, an official and an address; the address itself is not in it."""
    address = hashlib.sha256(row.to_address.lower().encode()).hexdigest()[:12]
    return f"digest:{row.group_key}:{row.pace_key}:{address}:{today()}"


def _members(digest: uuid.UUID, *, locked: bool = False) -> list[Row[Any]]:
    """What the digest carries and may still leave, in the order of their writing."""
    carried = select(D.c.id, D.c.guard_key).where(D.c.carrier_id == digest, D.c.state == State.QUEUED).order_by(D.c.id)
    return list(connection().execute(carried.with_for_update() if locked else carried))


def _stays(member: Row[Any]) -> bool:
    """Ask the guard of one message; what must not leave now is taken out."""
    reason = guards.refusal(member.guard_key)
    if reason is None:
        return True
    which = D.c.id == member.id
    if isinstance(reason, guards.Later):
        alone = {"carrier_id": None, "next_attempt_at": database_after(reason.seconds)}
        connection().execute(update(D).where(which).values(alone))
        write_history([member.id], State.QUEUED, str(reason))
    else:
        move(which, (State.QUEUED,), State.CANCELLED, note=reason)
    return False
