"""What the database holds: emptied after each test, and watched where nothing may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from app.core.database import WRITER, db

REFERENCE = {"regions", "chapters", "served_regions", "electoral_maps", "ridings", "riding_other_regions",
             "alembic_version"}  # fmt: skip

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
    names = [table.name for table in reversed(db.metadata.sorted_tables) if table.name not in REFERENCE]
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)  # noqa: S608 - our own names
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        filled = set(connection.exec_driver_sql(" UNION ALL ".join(looks)).scalars())
        for name in names:
            if name == "cosignatures" and name in filled:
                connection.exec_driver_sql("UPDATE cosignatures SET duplicate_of_id = NULL")
            if name in filled:
                connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608


@dataclass(frozen=True, eq=False)
class Contents:
    """Every row of every table, in one state of the database."""

    state: object
    rows: dict[str, list[Any]]


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
                rows = {table.name: self._rows_of(table) for table in db.metadata.sorted_tables}
                self.latest = Contents(state, rows)
        return self.latest

    def changed(self, before: Contents) -> list[str]:
        """The tables of which any row is not what it was."""
        after = self.contents()
        return [] if after is before else [name for name in after.rows if after.rows[name] != before.rows[name]]

    def _rows_of(self, table: sa.Table) -> list[Any]:
        return list(self.connection.exec_driver_sql(f"SELECT * FROM {table.name}").fetchall())  # noqa: S608
