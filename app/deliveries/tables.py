"""The same tables as plain SQL: the hot path makes statements, not objects, and every time is the database's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.core.database import UtcDateTime, database_now, db
from app.deliveries.models import (
    Delivery,
    DeliveryMove,
    DigestRule,
    Heartbeat,
    SendingBreaker,
    SendingLane,
    SendingMark,
    SendingSwitch,
)

D = cast(Table, Delivery.__table__)
HISTORY = cast(Table, DeliveryMove.__table__)
SWITCHES = cast(Table, SendingSwitch.__table__)
BREAKERS = cast(Table, SendingBreaker.__table__)
LANES = cast(Table, SendingLane.__table__)
DIGEST_RULES = cast(Table, DigestRule.__table__)
MARKS = cast(Table, SendingMark.__table__)
BEATS = cast(Table, Heartbeat.__table__)


class database_after(GenericFunction[Any]):  # noqa: N801 - reads as an SQL function
    """The database's clock, so many seconds from now."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_after, "sqlite")
def _sqlite_after(element: Any, compiler: Any, **kw: Any) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', 'now', {compiler.process(element.clauses, **kw)} || ' seconds')"


@compiles(database_after, "postgresql")
def _postgresql_after(element: Any, compiler: Any, **kw: Any) -> str:
    return f"clock_timestamp() + make_interval(secs => {compiler.process(element.clauses, **kw)})"


AT_A_TIME = 5000  # ids in one question: both databases count its parameters


def by_slices(ids: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    """All of them, as many at a time as one statement can name."""
    return (ids[first : first + AT_A_TIME] for first in range(0, len(ids), AT_A_TIME))


def connection() -> Connection:
    """The connection of this unit of work."""
    return db.session.connection()


_PRESENT = select(database_now())


def present() -> datetime:
    """What the clock of the database says."""
    at: datetime = connection().execute(_PRESENT).scalar_one()
    return at
