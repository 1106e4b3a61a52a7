"""The one place that commits. What must leave the house (a job, a doorbell) leaves after the commit.

    with unit_of_work():
        cosignature.withdraw(at=now())
        deliveries.enqueue(...)

A unit inside another joins it: a service can be called alone or by another service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.core.database import WRITER, db
from app.core.write_lock import write_lock

_OPEN = "portevoix_unit_open"
_AFTER = "portevoix_after_commit"


@contextmanager
def unit_of_work() -> Iterator[None]:
    """All of it is kept, or none of it. Raises whatever the body or the database raises."""
    session = db.session()
    if session.info.get(_OPEN):
        yield
        return
    _leave_snapshot(session)
    with write_lock():
        try:
            session.connection(execution_options={WRITER: True})
            session.info[_OPEN] = True  # not before: a unit that could not begin must not swallow the next one
            yield
            session.commit()
        except BaseException:
            session.rollback()
            session.info.pop(_AFTER, None)
            raise
        finally:
            session.info.pop(_OPEN, None)
    for leave in session.info.pop(_AFTER, {}).values():
        leave()


def after_commit(key: str, leave: Callable[[], None]) -> None:
    """Do `leave` once the unit of work is committed; once per `key`, never if it is rolled back.

    Raises RuntimeError outside a unit of work: nothing would ever commit.
    """
    session = db.session()
    if not session.info.get(_OPEN):
        raise RuntimeError("nothing leaves outside a unit of work")
    session.info.setdefault(_AFTER, {})[key] = leave


def is_open() -> bool:
    """Whether a unit of work is under way in this session."""
    return bool(db.session().info.get(_OPEN))


def look_again() -> None:
    """Between two readings with long work between: what is read next is what others have written meanwhile."""
    if not is_open():
        _leave_snapshot(db.session())


def _leave_snapshot(session: Session) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed before the unit of work began")
    reading = session.get_transaction()
    if reading is not None:
        reading.commit()  # nothing to keep, only the snapshot to leave: a writer must not start from an old one
