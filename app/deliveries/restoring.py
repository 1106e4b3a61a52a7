"""A backup that was restored knows nothing of what left since: all sending stops by itself until a person lets it go.

Two proofs, either of which is enough. The mark: each time that mails are taken in hand it rises, in that transaction,
and then outside of the database, before the first of them leaves; a database that is behind what is remembered has gone
back in time. The place: a database that does not stand where it last sent from was restored, or carried over.
docs/adr/0017 weighs what this sees and what it does not.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from flask import current_app
from sqlalchemy import exists, select, update
from structlog import get_logger

from app.core import audit
from app.core.database import insert_into
from app.core.unit_of_work import unit_of_work
from app.deliveries import memories, switches
from app.deliveries.memories import Marks
from app.deliveries.tables import MARKS, SWITCHES, D, connection

log = get_logger()

SENT = "sent"
_OURS = MARKS.c.name == SENT
_MAY_READ_CONTROL = "SELECT has_function_privilege('pg_control_system()', 'execute')"
_CLUSTER = "SELECT system_identifier::text FROM pg_control_system()"
_TABLE = "SELECT oid::text || '/' || 'deliveries'::regclass::oid FROM pg_database WHERE datname = current_database()"


class Doubt(StrEnum):
    """Why the database is not believed."""

    BEHIND = "behind"  # mail was sent that it knows nothing of
    MOVED = "moved"  # it does not stand where it sent from
    OTHER = "other"  # another database has sent from here, and this one has sent too
    TOLD = "told"  # a person said that it was restored


@dataclass(frozen=True)
class Frozen:
    """Since when nothing leaves, and why."""

    doubt: Doubt
    since: datetime


def frozen() -> Frozen | None:
    """Whether everything waits for a person to say what became of the mail since the backup."""
    row = connection().execute(select(SWITCHES).where(SWITCHES.c.key == switches.RESTORED)).one_or_none()
    return Frozen(Doubt(row.reason), row.stopped_at) if row else None


def remembered() -> Marks | None:
    """What is known outside of the database; before the unit of work, so that it is never newer than the rows.

    None in a demonstration: its mail reaches nobody, and its folder is copied and made anew at will.
    """
    return None if current_app.config["DEMONSTRATION"] else memories.seen()


def watch() -> None:
    """Stop everything if the database is not the one that sent last."""
    seen = remembered()
    with unit_of_work():
        distrust(seen)


def distrust(seen: Marks | None) -> None:
    """Within a unit of work: stop everything if what is remembered, or the place, gives a reason to doubt."""
    if seen is None or switches.RESTORED in switches.stopped():
        return
    doubt = _doubt(seen)
    if doubt is not None:
        _freeze(doubt)


def tell_restored() -> None:
    """A person says that this database is a backup: where everything was restored, nothing else can tell."""
    with unit_of_work():
        _freeze(Doubt.TOLD)
        audit.record("delivery.frozen", "sending:restored")


def _freeze(doubt: Doubt) -> None:
    switches.freeze(doubt.value)
    log.error("sending_frozen", reason=doubt.value)


def advance(seen: Marks | None) -> tuple[uuid.UUID, int] | None:
    """Within the unit of work that takes mails in hand, last: the mark that is remembered after the commit."""
    if seen is None:
        return None
    risen = update(MARKS).where(_OURS).values(number=MARKS.c.number + 1)
    row = connection().execute(risen.returning(MARKS.c.database_id, MARKS.c.number)).one()
    return row.database_id, row.number


def settle(seen: Marks) -> dict[uuid.UUID, int]:
    """Within a unit of work: this database is the right one, here. Returns the marks to remember after the commit.

    It goes on under another number, so that every backup of what went before is behind, on whichever machine.
    """
    here, new = place(), uuid.uuid4()
    _make(here)
    old = connection().execute(select(MARKS).where(_OURS)).one()
    connection().execute(update(MARKS).where(_OURS).values(database_id=new, number=1, place=here))
    return {old.database_id: max(old.number, seen.get(str(old.database_id), 0)) + 1, new: 1}


def _doubt(seen: Marks) -> Doubt | None:
    here = place()
    mine = connection().execute(select(MARKS).where(_OURS)).one_or_none()
    if mine is None or mine.number == 0:  # it has not sent since it keeps a mark: wherever it stands is its place
        is_other = bool(seen) and _has_sent()
        if mine is None or mine.place != here:
            _make(here)
        return Doubt.OTHER if is_other else None
    if seen.get(str(mine.database_id), 0) > mine.number:
        return Doubt.BEHIND
    return Doubt.MOVED if mine.place != here else None


def _make(here: str) -> None:
    row = insert_into(MARKS).values(name=SENT, database_id=uuid.uuid4(), number=0, place=here)
    connection().execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"place": here}, where=MARKS.c.number == 0)
    )


def _has_sent() -> bool:
    return bool(connection().scalar(select(exists().where(D.c.attempts > 0))))


def place() -> str:
    """Where this database stands: a backup that is brought in again, anywhere, stands somewhere else.

    PostgreSQL: the cluster (if we may ask), the database, the table, which a restore makes anew. SQLite: the file.
    """
    asked = connection()
    if asked.dialect.name == "sqlite":
        path = next(row[2] for row in asked.exec_driver_sql("PRAGMA database_list") if row[1] == "main")
        return f"file:{Path(path).stat().st_ino}"
    may_ask = asked.exec_driver_sql(_MAY_READ_CONTROL).scalar()
    cluster = asked.exec_driver_sql(_CLUSTER).scalar() if may_ask else ""
    return f"table:{cluster}/{asked.exec_driver_sql(_TABLE).scalar()}"
