"""Stops that staff pull: everything, one campaign (`group:<key>`), one official (`pace:<key>`).

The program pulls two itself: the letters to an official's address that came back (`address:<address>`), and everything
when the database is a backup that was restored (`restored`).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, update

from app.core import queues
from app.core.database import database_now, insert_into
from app.core.unit_of_work import unit_of_work
from app.deliveries.machine import move
from app.deliveries.models import AT_MOST_ONCE, State
from app.deliveries.tables import SWITCHES, D, connection

ALL = "all"
RESTORED = "restored"
ADDRESS = "address:"
_EVERYTHING = frozenset({ALL, RESTORED})
_LETTERS = D.c.kind.in_(sorted(AT_MOST_ONCE))


def stop(key: str, reason: str, *, is_local: bool = False) -> None:
    """Nothing that the key covers leaves from now on, also what a worker holds but has not transmitted.

    `key` is `all`, `group:<group_key>`, `pace:<pace_key>` or `address:<address>`. Raises ValueError for any other.
    One that a chapter pulls (`is_local`) writes over no other.
    """
    _pull(key, covers(key), reason, is_local)


def freeze(reason: str) -> None:
    """Within a unit of work: nothing at all leaves; only `restoring` and `releasing` know when that ends."""
    _pull(RESTORED, true(), reason, is_local=False)


def _pull(key: str, covered: ColumnElement[bool], reason: str, is_local: bool) -> None:
    with unit_of_work():
        told = {"reason": reason, "is_local": is_local}
        connection().execute(
            insert_into(SWITCHES)
            .values(key=key, stopped_at=database_now(), **told)
            .on_conflict_do_update(index_elements=["key"], set_=told, where=_within(is_local))
        )
        move(covered, (State.CLAIMED,), State.QUEUED, note=f"stopped: {key}")


def resume(key: str, *, is_local: bool = False) -> bool:
    """Take the stop back; whether there was one. What was waiting has its 72 hours before it: a pause never ages.

    `is_local`: only one that a chapter pulled.
    """
    return _lift(key, covers(key), is_local)


def thaw() -> bool:
    """Within a unit of work: the database is what it should be; whether it was in doubt."""
    return _lift(RESTORED, true(), is_local=False)


def _lift(key: str, covered: ColumnElement[bool], is_local: bool) -> bool:
    with unit_of_work():
        gone = connection().execute(delete(SWITCHES).where(SWITCHES.c.key == key, _within(is_local))).rowcount
        if not gone:
            return False
        connection().execute(
            update(D)
            .where(covered, D.c.state == State.QUEUED, D.c.first_attempt_at.is_not(None))
            .values(first_attempt_at=database_now())
        )
        queues.ring(queues.DRAIN)
    return True


def stopped() -> frozenset[str]:
    """The stops in force."""
    return frozenset(connection().scalars(select(SWITCHES.c.key)))


def is_everything(stops: frozenset[str]) -> bool:
    """Whether one of these stops keeps back all mail there is."""
    return not _EVERYTHING.isdisjoint(stops)


def may_lift(key: str, *, is_local: bool) -> bool:
    """Whether no stop of that key is in force but one that may be lifted; `is_local`: by a chapter."""
    return connection().scalar(select(SWITCHES.c.key).where(SWITCHES.c.key == key, ~_within(is_local))) is None


def covers(key: str) -> ColumnElement[bool]:
    """The deliveries that a stop is about. Raises ValueError for a key that is none."""
    kind, _, name = key.partition(":")
    if key == ALL:
        return true()
    if kind == "group" and name:
        return D.c.group_key == name
    if kind == "pace" and name:
        return D.c.pace_key == name
    if kind == "address" and name:
        return and_(_LETTERS, func.lower(D.c.to_address) == name)
    raise ValueError(f"not a stop: {key!r}")


def _within(is_local: bool) -> ColumnElement[bool]:
    """The stops that a chapter may touch, or all."""
    return SWITCHES.c.is_local if is_local else true()


def spared(stops: frozenset[str]) -> ColumnElement[bool]:
    """The deliveries that none of these stops covers; none of them covers everything."""
    groups = [key.partition(":")[2] for key in stops if key.startswith("group:")]
    paces = [key.partition(":")[2] for key in stops if key.startswith("pace:")]
    addresses = [key.removeprefix(ADDRESS) for key in stops if key.startswith(ADDRESS)]
    free: list[ColumnElement[bool]] = [true()]
    if groups:
        free.append(or_(D.c.group_key.is_(None), D.c.group_key.not_in(groups)))
    if paces:
        free.append(or_(D.c.pace_key.is_(None), D.c.pace_key.not_in(paces)))
    if addresses:
        free.append(or_(~_LETTERS, func.lower(D.c.to_address).not_in(addresses)))
    return and_(*free)
