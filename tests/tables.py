"""What the database holds: emptied after each test, and watched where nothing may change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.core.clock import now
from app.core.database import WRITER, db
from app.core.unit_of_work import unit_of_work

REFERENCE = {"regions", "chapters", "served_regions", "electoral_maps", "ridings", "riding_other_regions",
             "riding_aliases", "alembic_version"}  # fmt: skip
JOURNAL = "audit_entries"

# What an engine numbers its states by: as long as the answer is the same, nothing at all was written. On SQLite it
# counts what other connections than the one that asks have committed; on PostgreSQL it is what a transaction that
# begins now would see of all the others.
STATE = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


def hurry(engine: Engine) -> None:
    """No test cuts the power: SQLite need not wait for the disk, as PostgreSQL does not (`tests/engines.py`)."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")


def empty_tables() -> None:
    """Delete everything but the reference data, children first; most tests fill few of the tables."""
    names = names_of_tables()
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        found = filled(connection, names)
        if "cosignatures" in found:
            connection.exec_driver_sql("UPDATE cosignatures SET duplicate_of_id = NULL")
        for name in reversed(names):
            if name in found:
                connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - our own names


@cache
def names_of_tables() -> list[str]:
    """All but the reference data, parents first. Each test asks, and putting them in order takes a while."""
    return [table.name for table in db.metadata.sorted_tables if table.name not in REFERENCE]


def filled(connection: Connection, names: Iterable[str]) -> set[str]:
    """Those of the tables that hold a row."""
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)  # noqa: S608
    return set(connection.exec_driver_sql(" UNION ALL ".join(looks)).scalars())


@dataclass(frozen=True, eq=False)
class Contents:
    """Every row of every table, in one state of the database; or what they sum up to."""

    state: object
    rows: dict[str, Any]


class Watch:
    """Reads the database from outside of any session, on a connection that writes nothing.

    Tables are only read again when something was written since the last time.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.latest: Contents | None = None

    def contents(self) -> Contents:
        """Everything that the database holds now."""
        with self.connection.begin():
            state = self.connection.exec_driver_sql(STATE[self.connection.dialect.name]).scalar_one()
            if self.latest is None or self.latest.state != state:
                rows = self._rows()
                self.latest = Contents(state, rows)
        return self.latest

    def changed(self, before: Contents) -> list[str]:
        """The tables of which any row is not what it was."""
        after = self.contents()
        return [] if after is before else [name for name in after.rows if after.rows[name] != before.rows[name]]

    def _rows(self) -> dict[str, Any]:
        """What every table holds; a server tells it in one answer, as sums of the rows in their order."""
        names = [table.name for table in db.metadata.sorted_tables]
        if self.connection.dialect.name == "postgresql":
            sums = (f"SELECT '{name}', md5(string_agg(t::text, chr(10))) FROM {name} t" for name in names)  # noqa: S608
            return dict(self.connection.exec_driver_sql(" UNION ALL ".join(sums)).all())
        return {name: self.connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


class Scene:
    """What services made once, put back row by row for each test that begins with it.

    The second time it costs an insertion a table. It is only for what stands alone: where a row of the same tables
    is there already (the journal apart, to which one only adds), or where time stands still, it is made anew.
    """

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def set_up(self, make: Callable[[], object]) -> None:
        """`make()`, or its rows."""
        is_alone = not _time_stands_still() and self._is_alone()
        if self.rows and is_alone:
            with unit_of_work():
                for name, rows in self.rows.items():
                    db.session.execute(db.metadata.tables[name].insert(), rows)
            return
        make()
        if is_alone:
            self.rows = _all_rows()

    def _is_alone(self) -> bool:
        with db.engine.connect() as connection, connection.begin():
            return not filled(connection, set(self.rows) - {JOURNAL} or names_of_tables())


def _all_rows() -> dict[str, list[dict[str, Any]]]:
    with db.engine.connect() as connection, connection.begin():
        tables = [db.metadata.tables[name] for name in names_of_tables()]
        found = {table.name: connection.execute(table.select()).mappings().all() for table in tables}
    return {name: [dict(row) for row in rows] for name, rows in found.items() if rows}


def _time_stands_still() -> bool:
    return abs(now() - datetime.now(UTC)) > timedelta(seconds=5)
