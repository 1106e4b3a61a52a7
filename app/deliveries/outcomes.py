"""What became of an attempt. The answer to DATA decides; the token proves that the answer is ours to write down."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from structlog import get_logger

from app.core.database import database_now, db
from app.core.smtp import MailError
from app.core.unit_of_work import unit_of_work
from app.deliveries import addresses, backoff, breaker
from app.deliveries.claims import Claim
from app.deliveries.machine import IN_HAND, arrival, follow, move, write_history
from app.deliveries.models import Kind, State
from app.deliveries.tables import D, connection

log = get_logger()

PATIENCE_S = (0.2, 0.5, 1, 2, 4, 8)
ACCEPT = (
    update(D)
    .where(D.c.id == bindparam("mail"), D.c.token == bindparam("mine"), D.c.state == State.TRANSMITTING)
    .values(**arrival(State.ACCEPTED), last_reply=bindparam("reply"))
)
NOT_SENT_ELSEWHERE = (State.UNKNOWN, State.HELD, State.QUEUED, State.CLAIMED)


def acceptance(claim: Claim, reply: str, *, welcome: bool = False) -> Callable[[], None]:
    """« 250 »: it is the relay's now. Returns what writes that down, within a unit of work.

    `welcome`: its domain had refused us before.
    """
    row = claim.row
    told = {"mail": row.id, "mine": row.token, "reply": reply}

    def record() -> None:
        if connection().execute(ACCEPT, told).rowcount:
            write_history([row.id], State.ACCEPTED, reply)
            if row.kind is Kind.DIGEST:
                follow([row.id], State.ACCEPTED)
        else:
            _accepted_late(claim, reply)
        if welcome:
            breaker.welcomed(breaker.domain_key(row.to_domain))

    return record


def _accepted_late(claim: Claim, reply: str) -> None:
    """We were given up for lost, and here is the proof that it left: nobody shall send it again.

    The attempt's number fences: if another one was begun since, this answer is not about it.
    """
    which = (D.c.id == claim.row.id) & (D.c.attempts == claim.attempt)
    note = f"late: {reply}"
    if not move(which, NOT_SENT_ELSEWHERE, State.ACCEPTED, note=note, last_reply=reply):
        log.warning("answer_came_too_late", delivery_id=str(claim.row.id))


def refused(claim: Claim, error: MailError) -> None:
    """Not now. Tried again later; dead when its 72 hours are over."""
    row = claim.row

    def record() -> None:
        now: datetime = connection().execute(select(database_now())).scalar_one()
        first: datetime = row.first_attempt_at or now
        again = backoff.next_attempt(now, first, claim.attempt, error.reply)
        to = State.QUEUED if again else State.DEAD
        values = {"attempts": claim.attempt, "first_attempt_at": first, "last_reply": str(error)}
        if again:
            values["next_attempt_at"] = again
        if move(claim.mine, IN_HAND, to, note=str(error), **values):
            _count(claim, error)

    write_down(record)


def failed(claim: Claim, error: MailError) -> None:
    """Never: an address that does not exist, a mail that nobody will take."""

    def record() -> None:
        values = {"attempts": claim.attempt, "last_reply": str(error)}
        values["first_attempt_at"] = func.coalesce(D.c.first_attempt_at, database_now())
        if move(claim.mine, IN_HAND, State.FAILED, note=str(error), **values):
            _count(claim, error)
            if error.of_recipient:
                addresses.refused(claim.row, error.reply)

    write_down(record)


def lost(claim: Claim, error: MailError) -> None:
    """It had begun to leave and no answer came: the sweeper decides next, by the policy of its kind."""
    write_down(
        lambda: move(
            claim.mine,
            (State.TRANSMITTING,),
            State.UNKNOWN,
            note=str(error),
            last_reply=str(error),
            lease_until=database_now(),
        )
    )


def _count(claim: Claim, error: MailError) -> None:
    if not error.of_recipient:
        return
    key = breaker.domain_key(claim.row.to_domain)
    if breaker.is_policy(error):
        breaker.refused(key, str(error))
    else:
        breaker.welcomed(key)


def write_down(record: Callable[[], object]) -> None:
    """Write down what the relay said, even if the database is away for a moment: nobody will say it again."""
    for pause in PATIENCE_S:
        try:
            with unit_of_work():
                record()
        except DBAPIError as error:
            if not (error.connection_invalidated or isinstance(error, OperationalError)):
                raise
            log.warning("database_away", reason=type(error.orig).__name__)
            db.session.remove()  # nothing of the failed unit may leak into the next one
            time.sleep(pause)
        else:
            return
    with unit_of_work():
        record()
