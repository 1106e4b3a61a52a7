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

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # by table

# What an engine numbers its states by: as long as the answer is the same, nothing at all was written. On SQLite it
# counts what other connections than the one that asks have committed; on PostgreSQL it is what a transaction that
# begins now would see of all the others.
STATE = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


def prepare(engine: Engine) -> None:
    """How SQLite answers to tests.

    No test cuts the power: it need not wait for the disk, as PostgreSQL does not (`tests/engines.py`). And whoever asks
    for no order gets the last row first, so that nothing leans on the order in which rows happen to lie.
    """
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA reverse_unordered_selects=ON")


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


@dataclass(frozen=True)
class Change:
    """What a scene did to one table."""

    added: list[Row]
    changed: list[Row]  # as they are afterwards


class Scene:
    """What services made once, put back row by row for each test that begins with it.

    The second time it costs an insertion a table. It is only for what stands where it stood the first time: where other
    rows are there (the journal apart, to which one only adds), or where time stands still, it is made anew.
    """

    def __init__(self) -> None:
        self.before: Rows | None = None
        self.changes: dict[str, Change] = {}
        self.made: Any = None

    def set_up(self, make: Callable[[], Any]) -> Any:
        """`make()`, or its rows; what it returned, which is to name them (ids, slugs) rather than hold them."""
        if _time_stands_still():
            return make()
        here = _all_rows()
        if self.before is not None and _but_the_journal(here) == _but_the_journal(self.before):
            self._put_back()
            return self.made
        made = make()
        if self.before is None:
            self.before, self.changes, self.made = here, _changes(here, _all_rows()), made
        return made

    def _put_back(self) -> None:
        with unit_of_work():
            for name, change in self.changes.items():
                table = db.metadata.tables[name]
                for row in change.changed:
                    db.session.execute(table.update().where(*(c == row[c.name] for c in table.primary_key)).values(row))
                if change.added:
                    db.session.execute(table.insert(), change.added)
        db.session.expire_all()


def _changes(before: Rows, after: Rows) -> dict[str, Change]:
    """Parents first. A scene takes nothing away."""
    found = {}
    for name, rows in after.items():
        keys = [column.name for column in db.metadata.tables[name].primary_key]
        stood = {tuple(row[key] for key in keys): row for row in before.get(name, [])}
        now_there = {tuple(row[key] for key in keys): row for row in rows}
        assert stood.keys() <= now_there.keys(), f"a scene that deletes rows of {name}"
        added = [row for key, row in now_there.items() if key not in stood]
        changed = [row for key, row in now_there.items() if key in stood and stood[key] != row]
        if added or changed:
            found[name] = Change(added, changed)
    return found


def _all_rows() -> Rows:
    """Of the tables that hold some, parents first."""
    with db.engine.connect() as connection, connection.begin():
        there = filled(connection, names_of_tables())
        tables = [db.metadata.tables[name] for name in names_of_tables() if name in there]
        asked = {table.name: table.select().order_by(*table.primary_key) for table in tables}
        found = {name: connection.execute(select).mappings().all() for name, select in asked.items()}
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


def _but_the_journal(rows: Rows) -> Rows:
    return {name: those for name, those in rows.items() if name != JOURNAL}


def _time_stands_still() -> bool:
    return abs(now() - datetime.now(UTC)) > timedelta(seconds=5)
