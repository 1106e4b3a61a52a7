"""The database: one base class, a few column types, and how each engine is opened.

SQLite runs in WAL mode with `synchronous=FULL` (a power cut must not undo an acknowledged signature) and
takes its write lock at the start of a unit of work; PostgreSQL locks row by row.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import uuid_utils.compat
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, DateTime, Engine, Enum, MetaData, Text, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

WRITER = "portevoix_writer"
LOCK_WAIT_MS = 15_000
RESTED_S = 1.0
FROZEN_S = 900  # in a transaction: longer than an import of 50,000 lines thinks on a machine that does ten other things
_RESTS = "portevoix_rests_since"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: timestamptz on PostgreSQL, UTC text on SQLite, always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must say its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SortKey(TypeDecorator[str]):
    """A key of `core.collation`, compared byte by byte on both engines."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


class Base(DeclarativeBase):
    """Naming convention: every constraint has a name that an error message can quote."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, str: Text},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

M = TypeVar("M")
S = TypeVar("S", bound=StrEnum)


def uuid_pk() -> Mapped[uuid.UUID]:
    """A primary key that grows with time, so that new rows stay together on disk."""
    return mapped_column(primary_key=True, default=uuid_utils.compat.uuid7)


def text_enum(choices: type[S]) -> Enum:
    """A closed list kept as text; pair it with `one_of` so that the database refuses anything else."""
    return Enum(
        choices,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """The CHECK that goes with `text_enum`; SQLAlchemy's own is not reflected the same on both engines."""
    values = ", ".join(f"'{member.value}'" for member in choices)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


def locked(model: type[M], key: uuid.UUID) -> M | None:
    """The row, read afresh and held until the unit of work ends: nobody else decides meanwhile."""
    return db.session.get(model, key, with_for_update=True, populate_existing=True)


# By engine: the standard INSERT never gives way to a row that is already there.
INSERTS: Mapping[str, Callable[[Any], Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_into(table: Any) -> Any:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, on either engine."""
    return INSERTS[db.session.get_bind().dialect.name](table)


class database_now(GenericFunction[datetime]):  # noqa: N801 - reads as an SQL function
    """The database's own clock, at the statement: leases must not depend on a worker's clock."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: Any, compiler: Any, **kw: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f', 'now')"


@compiles(database_now, "postgresql")
def _postgresql_now(element: Any, compiler: Any, **kw: Any) -> str:
    return "clock_timestamp()"


def init_app(app: Flask) -> None:
    """Open the database with the manners that each engine needs."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_size": 8, "max_overflow": 8})
    else:
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"connect_args": {"timeout": LOCK_WAIT_MS / 1000}})
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)
        else:
            prepare_postgresql(db.engine)


def prepare_postgresql(engine: Engine) -> None:
    """A line that has rested is asked whether it still holds; one that was used just now is not asked twice a mail.

    A program that freezes, or whose machine is gone, between two statements holds its rows, and with them the mark
    that every worker raises (`deliveries.restoring`): the server takes them back.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, record: object) -> None:
        connection.cursor().execute(f"SET idle_in_transaction_session_timeout = '{FROZEN_S:g}s'")
        connection.commit()

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: object) -> None:
        if time.monotonic() - record.info.get(_RESTS, math.inf) < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # the pool opens another


def prepare_sqlite(engine: Engine) -> None:
    """WAL, durable commits, foreign keys, and our own BEGIN: IMMEDIATE for whoever is going to write."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={LOCK_WAIT_MS}",
            "temp_store=MEMORY",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        writer = connection.get_execution_options().get(WRITER)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
