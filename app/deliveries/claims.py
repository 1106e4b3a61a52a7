"""Taking mails in hand, and the point of no return. A lease by the database's clock fences whoever is late."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, func, select, update
from structlog import get_logger

from app.core.database import database_now, db
from app.core.unit_of_work import is_open, unit_of_work
from app.deliveries import breaker, digests, guards, memories, pacing, restoring, suppressions, switches
from app.deliveries.machine import arrival, follow, move, write_history
from app.deliveries.models import URGENCY, Kind, State
from app.deliveries.tables import D, connection, database_after, present

log = get_logger()

MOST_ASKED = 50  # times that a guard may empty a batch before the sweeper has to ring again
URGENCIES = sorted(set(URGENCY.values()))
UNANSWERED_S = 3600  # until a guard that nobody answered for is asked again
WAITS = and_(D.c.state == State.QUEUED, D.c.carrier_id.is_(None))
DUE = and_(WAITS, D.c.next_attempt_at <= bindparam("now"))
AT_ONCE = and_(DUE, D.c.lane_key.is_(None))  # the others wait in their lanes: `pacing` says whose turn it is
# The statements of the hot path are made once. On PostgreSQL two workers step over each other's rows.
NEXT = (
    select(D.c.id)
    .where(AT_ONCE, D.c.urgency == bindparam("urgency"))
    .order_by(D.c.next_attempt_at)
    .limit(bindparam("size"))
    .with_for_update(skip_locked=True)
)
FREE = select(D.c.id).where(D.c.id.in_(bindparam("chosen", expanding=True))).with_for_update(skip_locked=True).cte()
TAKE = (
    update(D)
    .where(D.c.id.in_(select(FREE.c.id)), D.c.state == State.QUEUED)
    .values(**arrival(State.CLAIMED), token=bindparam("mine"), lease_until=database_after(bindparam("lease")))
    .returning(D)
)
# Staff who cancel a campaign hold its rows one after the other: who holds one here must not wait for the next.
FREE_ROW = select(D.c.id).where(D.c.id == bindparam("mail")).with_for_update(skip_locked=True)
TRANSMIT = (
    update(D)
    .where(
        D.c.id == bindparam("mail"),
        D.c.token == bindparam("mine"),
        D.c.state == State.CLAIMED,
        D.c.lease_until > database_now(),
    )
    .values(
        **arrival(State.TRANSMITTING),
        attempts=D.c.attempts + 1,
        first_attempt_at=func.coalesce(D.c.first_attempt_at, database_now()),
        lease_until=database_after(bindparam("lease")),
    )
)


@dataclass
class Claim:
    """One mail in this worker's hands: its row as it was, the token that proves it, and how far we have come."""

    row: Row[Any]
    state: State = State.CLAIMED
    wary: bool = False  # its domain has refused us lately
    probe: bool = False  # it is the one mail that may try an open breaker
    members: tuple[uuid.UUID, ...] | None = None  # of a digest, once it is written: the messages that are in it

    @property
    def mine(self) -> ColumnElement[bool]:
        """That mail, as long as nobody took it from us."""
        return and_(D.c.id == self.row.id, D.c.token == self.row.token)

    @property
    def attempt(self) -> int:
        """Which attempt this is, from 1. It only grows: a fence for those who come late."""
        return int(self.row.attempts) + 1


def claim(size: int) -> list[Claim]:
    """Take up to `size` mails that are due, most urgent first; none that a stop or an open breaker keeps back.

    When those whose turn it was may not leave any more, the next ones are asked, so that nobody waits behind them.
    """
    for _ in range(MOST_ASKED):
        taken = _claim(size)
        allowed = [claim for claim in taken if claim.state is State.CLAIMED]
        if allowed or not taken:
            return allowed
    return []


def _claim(size: int) -> list[Claim]:
    """In one unit of work. Those that a guard refused are among them, no longer claimed."""
    seen, mark = restoring.remembered(), None
    with unit_of_work():
        restoring.distrust(seen)
        stops = switches.stopped()
        if switches.is_everything(stops):
            return []
        breakers = breaker.read()
        shut = [key.partition(":")[2] for key, row in breakers.items() if row.open]
        spared, at = switches.spared(stops), present()
        chosen = _most_urgent(size, at, and_(spared, D.c.to_domain.not_in(shut)) if shut else spared)
        probes = _probes(breakers, at, spared)
        taken = [
            Claim(row, wary=breaker.domain_key(row.to_domain) in breakers, probe=row.id in probes)
            for row in _take([*chosen, *probes])
        ]
        write_history([claim.row.id for claim in taken], State.CLAIMED)
        for claim in taken:
            if claim.row.lane_key is not None and not _may_leave(claim):
                claim.state = State.QUEUED
        if taken:
            mark = restoring.advance(seen)
    if mark is not None:  # before the first of them leaves
        memories.remember(*mark)
    return taken


def _most_urgent(size: int, at: datetime, free: ColumnElement[bool]) -> list[uuid.UUID]:
    """What may leave at once, and the messages whose turn it is."""
    chosen: list[uuid.UUID] = []
    following = NEXT.where(free)
    for urgency in URGENCIES:
        if len(chosen) < size:
            asked = {"urgency": urgency, "now": at, "size": size - len(chosen)}
            chosen += connection().scalars(following, asked)
        if len(chosen) < size and urgency == URGENCY[Kind.MESSAGE]:
            chosen += pacing.heads(size - len(chosen), at, free, claim_lease_s())
    return chosen


def _probes(breakers: Mapping[str, Row[Any]], at: datetime, spared: ColumnElement[bool]) -> list[uuid.UUID]:
    """One mail for each open breaker that may be tried again."""
    chosen: list[uuid.UUID] = []
    for key, counted in breakers.items():
        if counted.open and counted.due and breaker.take_probe(key):
            there = select(D.c.id).where(DUE, D.c.to_domain == key.partition(":")[2], spared)
            oldest = there.order_by(D.c.next_attempt_at).limit(1).with_for_update(skip_locked=True)
            chosen += connection().scalars(oldest, {"now": at})
    return chosen


def _take(chosen: Sequence[uuid.UUID]) -> list[Row[Any]]:
    """Compare-and-set: those of them that nobody else took."""
    if not chosen:
        return []
    told = {"chosen": chosen, "mine": uuid.uuid4(), "lease": claim_lease_s()}
    rows = connection().execute(TAKE, told)
    return sorted(rows, key=lambda row: (row.urgency, row.next_attempt_at, row.id))


def any_due() -> bool:
    """Whether some mail could leave now."""
    with unit_of_work():
        stops = switches.stopped()
        if switches.is_everything(stops):
            return False
        return any_waiting(present(), switches.spared(stops))


def any_waiting(at: datetime, free: ColumnElement[bool]) -> bool:
    """Whether such a mail could have left since that instant."""
    waits = connection().scalar(select(exists().where(AT_ONCE, free)), {"now": at})
    return bool(waits) or pacing.any_free(at, free)


def transmit(claim: Claim, acceptance: Callable[[], None] | None = None) -> bool:
    """The point of no return, committed before the first byte. False: the mail is not ours to send any more.

    `acceptance` writes down that the mail before was taken: in the same commit, or in one of its own when somebody
    holds the row of this one. When the mark raises, neither is kept, and the acceptance has to be written again.
    Raises RuntimeError inside a larger unit of work: the mark would only be kept when that one is.
    """
    if is_open():
        raise RuntimeError("the mark of no return must be committed by itself")
    leaves: bool | None = None
    if acceptance is not None:
        with unit_of_work():
            acceptance()
            if connection().scalar(FREE_ROW, {"mail": claim.row.id}) is not None:
                leaves = _mark(claim)
    if leaves is None:  # with nothing else in hand, whoever holds the row may be waited for
        with unit_of_work():
            leaves = _mark(claim)
    if leaves:
        claim.state = State.TRANSMITTING
    return leaves


def _mark(claim: Claim) -> bool:
    row = claim.row
    if not _may_leave(claim):
        return False
    if row.lane_key is not None and (later := pacing.take_turn(row, present())) is not None:
        move(claim.mine, (State.CLAIMED,), State.QUEUED, note="not its turn yet", next_attempt_at=later)
        return False
    told = {"mail": row.id, "mine": row.token, "lease": transmission_lease_s()}
    if not connection().execute(TRANSMIT, told).rowcount:
        return False
    write_history([row.id], State.TRANSMITTING)
    if row.kind is Kind.DIGEST:
        lease = database_after(transmission_lease_s())
        follow([row.id], State.TRANSMITTING, token=row.token, lease_until=lease)
    return True


def _may_leave(claim: Claim) -> bool:
    """Within a unit of work: what features, addresses and digests say of it; when they say no, it is moved on.

    Asked at the point of no return; and when its turn comes, so that nobody's server is called for nothing.
    """
    row = claim.row
    db.session.expunge_all()  # a guard must see what is committed, not what this worker read earlier
    try:
        reason = guards.refusal(row.guard_key) or suppressions.refusal(row) or digests.refusal(row, claim.members)
    except guards.NobodyAnswers as error:
        log.error("delivery_unguarded", delivery_id=str(row.id), reason=str(error))
        reason = guards.Later(str(error), UNANSWERED_S)
    if reason is None:
        return True
    if isinstance(reason, guards.Later):
        later = database_after(reason.seconds)
        move(claim.mine, (State.CLAIMED,), State.QUEUED, note=str(reason), next_attempt_at=later)
    else:
        move(claim.mine, (State.CLAIMED,), State.CANCELLED, note=reason)
    pacing.let_go(row)
    return False


def release(claims: Iterable[Claim], note: str) -> None:
    """Put back what was not attempted, as if it had never been taken."""
    with unit_of_work():
        for claim in claims:
            move(claim.mine, (State.CLAIMED,), State.QUEUED, note=note)


def claim_lease_s() -> int:
    """A batch lasts about a second; one mail of it may use up the time limits of several answers."""
    return int(2 * current_app.config["MAIL_TIMEOUT"])


def transmission_lease_s() -> int:
    """Longer than DATA, the message and its answer can take, each within the time limit."""
    return int(3 * current_app.config["MAIL_TIMEOUT"]) + 1
