"""Many short rows, in the words of the engine's own driver: a quarter of a million of them pass in a second or two."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from app.core import progress
from app.core.database import db

_AT_A_TIME = 5_000
Key = Any  # an id as the driver gives and takes it: text on SQLite, a UUID on PostgreSQL


def key_of(identifier: uuid.UUID) -> Key:
    """The id for the driver."""
    return identifier.hex if _is_sqlite() else identifier


def read(sql: str, *values: Any) -> Iterator[Sequence[Any]]:
    """The rows of a question, some at a time. Values stand as « ? » in it."""
    streamed = {"stream_results": True, "max_row_buffer": _AT_A_TIME}
    found = db.session.connection().exec_driver_sql(_in_words_of_driver(sql), values, execution_options=streamed)
    for some in found.partitions(_AT_A_TIME):
        yield from some


def write(sql: str, rows: Iterable[tuple[Any, ...]], total: int) -> None:
    """Within a unit of work: the same statement for each row, telling how far it is."""
    connection, statement = db.session.connection(), _in_words_of_driver(sql)
    rest, done = iter(rows), 0
    while some := list(islice(rest, _AT_A_TIME)):
        connection.exec_driver_sql(statement, some)
        done += len(some)
        progress.tell(done, total)


def _in_words_of_driver(sql: str) -> str:
    return sql if _is_sqlite() else sql.replace("?", "%s")


def _is_sqlite() -> bool:
    return bool(db.engine.name == "sqlite")
