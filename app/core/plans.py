"""What PostgreSQL plans once for each connection, and what it plans for each value. On SQLite nothing happens here.

psycopg has a statement prepared once it was asked five times, and forgets all of them at each ROLLBACK. Pages ask for
lists and totals of which the best plan depends on the values: a plan for any value made the desk of a region five times
dearer. They are planned each time. Units of work, and what is asked at every letter typed, keep their plans.
"""

from __future__ import annotations

from contextlib import suppress

from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.core.database import WRITER, db
from app.core.unit_of_work import is_open, look_again

PREPARED_AFTER = 5  # times, as psycopg has it
_STRAY = "portevoix_written_outside"


def plan_once() -> None:
    """In this reading, a statement is planned once for each connection, whatever it is asked.

    Only for statements that read a short range of an index in any case: planning them costs more than running them.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        _prepare(connection, PREPARED_AFTER)
        connection.execute(_FOR_ANY_VALUE)


_FOR_ANY_VALUE = text("SET LOCAL plan_cache_mode = force_generic_plan")


def init_app(app: Flask) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        app.teardown_appcontext(_end_reading)


@event.listens_for(db.session, "after_begin")
def _begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        _prepare(connection, PREPARED_AFTER if connection.get_execution_options().get(WRITER) else None)


@event.listens_for(db.session, "after_flush")
def _note_what_is_stray(session: Session, context: object) -> None:
    if not is_open():
        session.info[_STRAY] = True


@event.listens_for(db.session, "do_orm_execute")
def _note_what_writes(asked: ORMExecuteState) -> None:
    if (asked.is_insert or asked.is_update or asked.is_delete) and not is_open():
        asked.session.info[_STRAY] = True


def _end_reading(error: BaseException | None) -> None:
    """What only read ends with a COMMIT, so that nothing is forgotten. What was written outside a unit is dropped."""
    session = db.session() if error is None and db.session.registry.has() else None
    if session is None or session.info.get(_STRAY) or session.new or session.dirty or session.deleted:
        return
    with suppress(SQLAlchemyError):  # a broken line; the session is closed in any case
        look_again()


def _prepare(connection: Connection, after: int | None) -> None:
    connection.connection.driver_connection.prepare_threshold = after  # type: ignore[union-attr]
