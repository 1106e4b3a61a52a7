"""What the sweeper does every 30 seconds: nothing stays in a passing state beyond its deadline, and the bell rings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, and_, literal, or_, select
from structlog import get_logger

from app.core import queues
from app.core.database import database_now, insert_into
from app.core.unit_of_work import unit_of_work
from app.deliveries import backoff, claims, restoring, switches
from app.deliveries.machine import move
from app.deliveries.models import AT_MOST_ONCE, Kind, State
from app.deliveries.tables import BEATS, BREAKERS, D, connection, database_after

log = get_logger()

SWEEP = "sweep"
AT_A_TIME = 500
ASKED_ABOUT_S = 7 * 24 * 3600
IN_LOG, NOT_IN_LOG = "found in the relay's log", "not in the relay's log"
LATE = D.c.lease_until <= database_now()
BY_ITSELF = D.c.carrier_id.is_(None)  # what a digest carries follows the digest


class Trace(StrEnum):
    """What the relay's log says of a Message-ID."""

    FOUND = "found"
    ABSENT = "absent"  # and the log is complete: it certainly did not arrive
    UNKNOWN = "unknown"


Tracer = Callable[[str], Trace]
_tracers: list[Tracer] = []


def register_tracer(tracer: Tracer) -> None:
    """Whoever can read the relay's log is asked about every mail of which nobody knows whether it left."""
    if tracer not in _tracers:
        _tracers.append(tracer)


def forget_tracer(tracer: Tracer) -> None:
    """Ask it no more."""
    _tracers.remove(tracer)


def sweep() -> bool:
    """One round; False when another sweeper is at it. Every step may be done twice without harm.

    What a restored database does not know is not for the log to judge: that waits until a person has let it go.
    """
    restoring.watch()
    with unit_of_work():
        if not _lead():
            return False
        _take_back_expired_claims()
        _give_up_stale_transmissions()
        _bury_what_a_breaker_outlived()
        is_frozen = restoring.frozen() is not None
    if not is_frozen:
        _judge_unknowns()
    with unit_of_work():
        beat(SWEEP)
    if claims.any_due():
        queues.ring_now(queues.DRAIN)
    return True


def _judge_unknowns() -> None:
    if _tracers:
        _ask_again_about_those_held()
    for row in _unknown():
        _decide(row)


def beat(name: str) -> None:
    """Within a unit of work: that periodic job has done its round."""
    statement = insert_into(BEATS).values(name=name, beat_at=database_now())
    connection().execute(statement.on_conflict_do_update(index_elements=["name"], set_={"beat_at": database_now()}))


def _lead() -> bool:
    """Hold the row of the leader for this round; on SQLite the write lock is that already."""
    leader = f"{SWEEP}:leader"
    connection().execute(
        insert_into(BEATS).values(name=leader, beat_at=database_now()).on_conflict_do_nothing(index_elements=["name"])
    )
    mine = select(BEATS.c.name).where(BEATS.c.name == leader).with_for_update(skip_locked=True)
    return connection().scalar(mine) is not None


def _late(state: State) -> ColumnElement[bool]:
    """Those beyond their deadline, but for rows that a worker is writing at this instant, or froze while writing:
    the sweeper waits for nobody, and comes back."""
    late = select(D.c.id).where(LATE, BY_ITSELF, D.c.state == state).limit(AT_A_TIME).with_for_update(skip_locked=True)
    return D.c.id.in_(select(late.cte("late").c.id))


def _take_back_expired_claims() -> None:
    """Their worker died or stands still, and nothing of them was sent."""
    taken = move(_late(State.CLAIMED), (State.CLAIMED,), State.QUEUED, note="lease expired")
    if taken:
        log.warning("claims_taken_back", number=len(taken))


def _give_up_stale_transmissions() -> None:
    """They had begun to leave, and whoever could tell is gone."""
    lost = move(
        _late(State.TRANSMITTING),
        (State.TRANSMITTING,),
        State.UNKNOWN,
        note="no answer within the lease",
        lease_until=database_now(),
    )
    if lost:
        log.warning("transmissions_lost", number=len(lost))


def _bury_what_a_breaker_outlived() -> None:
    """A domain that refuses us for 72 hours: what waits behind its breaker is not attempted any more, and dies."""
    stops = switches.stopped()
    if switches.is_everything(stops):
        return
    old = database_after(-backoff.LIFE.total_seconds())
    shut = select(BREAKERS.c.key).where(BREAKERS.c.opened_at.is_not(None))
    long_shut = shut.where(BREAKERS.c.opened_at <= old)  # waiting for one's turn never ages: the breaker's own days do
    domain = literal("domain:").concat(D.c.to_domain)
    outlived = or_(and_(D.c.lane_key.is_(None), domain.in_(shut)), domain.in_(long_shut))
    which = and_(D.c.first_attempt_at <= old, BY_ITSELF, outlived, switches.spared(stops))
    move(which, (State.QUEUED,), State.DEAD, note="its domain refused us for 72 hours")


def _unknown() -> list[Row[tuple[uuid.UUID, Kind, str, int]]]:
    wanted = select(D.c.id, D.c.kind, D.c.message_id, D.c.attempts).where(D.c.state == State.UNKNOWN, LATE, BY_ITSELF)
    with unit_of_work():
        return list(connection().execute(wanted.limit(AT_A_TIME)))


def _decide(row: Row[tuple[uuid.UUID, Kind, str, int]]) -> None:
    """By the relay's log if somebody can read it, else by the policy of its kind."""
    trace = _traced(row.message_id)
    with unit_of_work():
        which = D.c.id == row.id
        if trace is Trace.FOUND:
            move(which, (State.UNKNOWN,), State.ACCEPTED, note=IN_LOG)
        elif trace is Trace.ABSENT:
            move(which, (State.UNKNOWN,), State.QUEUED, note=NOT_IN_LOG, next_attempt_at=database_now())
        elif row.kind in AT_MOST_ONCE:
            move(which, (State.UNKNOWN,), State.HELD, note="a person decides")
        else:
            wait = backoff.jittered(backoff.step(row.attempts)).total_seconds()
            move(
                which,
                (State.UNKNOWN,),
                State.QUEUED,
                note="sent again, the same mail",
                next_attempt_at=database_after(wait),
            )


def _ask_again_about_those_held() -> None:
    """The relay's log may say today what it did not say yesterday; until then a person may decide as well."""
    lately = D.c.first_attempt_at > database_after(-ASKED_ABOUT_S)
    with unit_of_work():
        by_itself = D.c.carrier_id.is_(None)
        held = select(D.c.id, D.c.message_id).where(D.c.state == State.HELD, lately, by_itself).limit(AT_A_TIME)
        rows = list(connection().execute(held))
    for row in rows:
        trace = _traced(row.message_id)
        with unit_of_work():
            if trace is Trace.FOUND:
                move(D.c.id == row.id, (State.HELD,), State.ACCEPTED, note=IN_LOG)
            elif trace is Trace.ABSENT:
                move(D.c.id == row.id, (State.HELD,), State.QUEUED, note=NOT_IN_LOG, next_attempt_at=database_now())


def _traced(message_id: str) -> Trace:
    for tracer in _tracers:
        trace = tracer(message_id)
        if trace is not Trace.UNKNOWN:
            return trace
    return Trace.UNKNOWN
