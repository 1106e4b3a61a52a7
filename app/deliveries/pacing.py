"""Whose turn it is: one lane for each official, one for each domain, and the database decides who takes the turn.

A message that is paced waits in the lane of its official. A worker looks at the lanes that are free and holds each for
the time of a lease; the turn is taken with the mark of no return, under the lock of the row. Whatever the number of
workers, and whenever one of them dies, no lane gives more turns than its rhythm allows. What leaves at once (every
other kind of mail, everything in a demonstration) has no lane.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, select, true, update

from app.core.database import database_now, insert_into
from app.deliveries import rhythm
from app.deliveries.models import Kind, State
from app.deliveries.rhythm import Rhythm, Turn
from app.deliveries.tables import LANES, D, connection

PACED = frozenset({Kind.MESSAGE, Kind.DIGEST})
OFFICIAL, DOMAIN = "pace:", "domain:"
IN_LANES = and_(D.c.state == State.QUEUED, D.c.carrier_id.is_(None), D.c.lane_key.is_not(None))
_FIRSTS: Select[Any] = (  # only what is needed to choose: the words of a mail are long
    select(D.c.id, D.c.lane_key, D.c.to_domain, D.c.next_attempt_at, D.c.first_attempt_at)
    .where(D.c.id.in_(bindparam("firsts", expanding=True)))
    .order_by(D.c.next_attempt_at)
)
_HOLD = update(LANES).where(LANES.c.key.in_(bindparam("held", expanding=True))).values(free_at=bindparam("until"))


def official_rhythm() -> Rhythm:
    return rhythm.of_official(current_app.config["PACE_PER_HOUR"])


def domain_rhythm() -> Rhythm:
    return rhythm.of_domain(current_app.config["PACE_DOMAIN_PER_HOUR"])


def is_paced() -> bool:
    """Whether messages wait their turn here. The demonstration sends at once, and says so."""
    return bool(current_app.config["IS_PACED"])


def lane_for(kind: Kind, pace_key: str | None, domain: str) -> str | None:
    """Within a unit of work: the lane in which such a mail waits, made if it is the first; None: it leaves at once."""
    if kind not in PACED or pace_key is None or not is_paced():
        return None
    lane_key = OFFICIAL + pace_key
    open_lanes([lane_key, DOMAIN + domain])
    return lane_key


def open_lanes(keys: Sequence[str]) -> None:
    """Within a unit of work: those that are not there yet begin now."""
    for key in dict.fromkeys(keys):
        begun = {"turn_at": database_now(), "free_at": database_now()}
        added = insert_into(LANES).values(key=key, **begun)
        connection().execute(added.on_conflict_do_nothing(index_elements=["key"]))


def heads(size: int, at: datetime, spared: ColumnElement[bool], lease_s: int) -> list[uuid.UUID]:
    """Within a unit of work: the first mail of each lane whose turn it is, held so that nobody else looks there."""
    if is_paced() and not rhythm.share(at):
        return []
    lanes = connection().execute(_free(at, spared).with_for_update(skip_locked=True, of=LANES))
    firsts = [lane.mail for lane in lanes if lane.mail is not None]
    if not firsts:
        return []
    taken = _within_domains(connection().execute(_FIRSTS, {"firsts": firsts}).all(), at)[:size]
    held = {"held": [row.lane_key for row in taken], "until": at + timedelta(seconds=lease_s)}
    connection().execute(_HOLD, held)
    for row in taken:
        _rejuvenate(row, at)
    return [row.id for row in taken]


def any_free(at: datetime, spared: ColumnElement[bool]) -> bool:
    """Whether some lane has a mail whose turn it is."""
    if is_paced() and not rhythm.share(at):
        return False
    waits = exists().where(IN_LANES, D.c.lane_key == LANES.c.key, D.c.next_attempt_at <= at, spared)
    return bool(connection().scalar(select(exists().where(_is_free(at), waits))))


def take_turn(row: Row[Any], at: datetime) -> datetime | None:
    """Within the unit of work of the point of no return: None, the turn is this mail's; else when to come back."""
    if row.lane_key is None or not is_paced():
        return None
    if not rhythm.share(at):
        return rhythm.opening(at)
    turns = _locked([row.lane_key, DOMAIN + row.to_domain])
    closed = [turn.opens_at for turn in turns.values() if not turn.is_free(at)]
    if closed:
        let_go(row, max(closed))
        return max(closed)
    for key, turn in turns.items():
        after = turn.taken(at, 1.0 if key.startswith(DOMAIN) else rhythm.share(at))
        wait = turn.rhythm.slack * rhythm.dice(row.id) if key == row.lane_key else timedelta(0)
        values = {"turn_at": after.turn_at, "free_at": after.opens_at + wait}
        connection().execute(update(LANES).where(LANES.c.key == key).values(values))
    return None


def let_go(row: Row[Any], at: Any = None) -> None:
    """Within a unit of work: this mail does not use the turn for which its lane was held; the next one may."""
    if row.lane_key is not None:
        free_at = database_now() if at is None else at
        connection().execute(update(LANES).where(LANES.c.key == row.lane_key).values(free_at=free_at))


def _free(at: datetime, spared: ColumnElement[bool]) -> Any:
    """The lanes where a turn may be taken, and the mail that waits first in each."""
    waiting = (IN_LANES, D.c.lane_key == LANES.c.key, D.c.next_attempt_at <= at, spared)

    first = select(D.c.id).where(*waiting).order_by(D.c.next_attempt_at).limit(1).scalar_subquery()
    return select(LANES.c.key, first.label("mail")).where(_is_free(at))


def _is_free(at: datetime) -> ColumnElement[bool]:
    """Lanes of officials whose turn it may be; all of them where nothing is paced any more."""
    return and_(LANES.c.key.startswith(OFFICIAL), LANES.c.free_at <= at if is_paced() else true())


def _within_domains(rows: Sequence[Row[Any]], at: datetime) -> list[Row[Any]]:
    """Those that the rhythm of their domain lets leave now."""
    if not is_paced():
        return list(rows)
    found = connection().execute(select(LANES.c.key, LANES.c.turn_at).where(LANES.c.key.startswith(DOMAIN)))
    turns = {row.key: Turn(row.turn_at, domain_rhythm()) for row in found}
    free = []
    for row in rows:
        key = DOMAIN + row.to_domain
        if key in turns and turns[key].is_free(at):
            turns[key] = turns[key].taken(at)
            free.append(row)
    return free


def _locked(keys: list[str]) -> dict[str, Turn]:
    """The lanes, held until the unit of work ends; in one order for all, so that nobody waits in a circle."""
    wanted = select(LANES.c.key, LANES.c.turn_at).where(LANES.c.key.in_(keys)).order_by(LANES.c.key).with_for_update()
    return {
        row.key: Turn(row.turn_at, domain_rhythm() if row.key.startswith(DOMAIN) else official_rhythm())
        for row in connection().execute(wanted)
    }


def _rejuvenate(row: Row[Any], at: datetime) -> None:
    """Waiting for one's turn never ages: the 72 hours of a mail that was refused once do not pass meanwhile."""
    if row.first_attempt_at is not None:
        first = row.first_attempt_at + (at - row.next_attempt_at)
        connection().execute(update(D).where(D.c.id == row.id).values(first_attempt_at=first))
