"""The tables that the migrations make are the tables of the models, on each engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.core.database import WRITER, db, prepare_sqlite
from app.core.migrations import references_at_rest, refuse_broken_references
from app.core.renderings import PageRevision, revision, touch
from app.core.unit_of_work import after_commit, is_open, unit_of_work

pytestmark = [pytest.mark.data, pytest.mark.engine]


class Failure(Exception):
    """What goes wrong in the middle of a unit of work."""


def failing_unit(act: Callable[[], None]) -> None:
    with unit_of_work():
        act()
        raise Failure


def test_the_migrations_make_the_tables_of_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_checks_and_partial_indexes_stand_in_the_database_under_the_names_of_the_models(app: Flask) -> None:
    inspector = sa.inspect(db.engine)
    for table in db.metadata.sorted_tables:
        expected = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert {c["name"] for c in inspector.get_check_constraints(table.name)} == expected, table.name
        indexes = {str(index.name): index.dialect_options["postgresql"]["where"] for index in table.indexes}
        for found in inspector.get_indexes(table.name):
            if found["name"] in indexes:
                where = found.get("dialect_options", {}).get(f"{db.engine.dialect.name}_where")
                assert (where is not None) == (indexes[found["name"]] is not None), found["name"]


def test_a_table_that_sqlite_makes_anew_keeps_what_hangs_on_it(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/anew.sqlite")
    prepare_sqlite(engine)
    with engine.connect().execution_options(**{WRITER: True}) as connection, references_at_rest(connection):
        connection.exec_driver_sql("CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT)")
        connection.exec_driver_sql("CREATE TABLE children (parent_id REFERENCES parents (id) ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO parents VALUES (1, 'a')")
        connection.exec_driver_sql("INSERT INTO children VALUES (1)")
        connection.commit()
        context = MigrationContext.configure(connection)
        with Operations(context).batch_alter_table("parents") as batch:
            batch.alter_column("name", nullable=False)
        assert connection.exec_driver_sql("SELECT count(*) FROM children").scalar_one() == 1
        refuse_broken_references(ctx=context)
        connection.exec_driver_sql("DELETE FROM parents")
        with pytest.raises(RuntimeError, match="children"):
            refuse_broken_references(ctx=context)
        connection.rollback()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_every_constraint_has_a_name(app: Flask) -> None:
    for table in db.metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint!r}"


def test_whatever_one_row_has_many_of_comes_in_an_order(app: Flask) -> None:
    """PostgreSQL gives them as they lie, which changes with whatever is written: a page or a checksum would too."""
    many = [way for mapper in db.Model.registry.mappers for way in mapper.relationships if way.uselist]
    assert len(many) > 10
    assert [str(way) for way in many if not way.order_by] == []


def test_a_unit_of_work_keeps_all_or_nothing(app: Flask) -> None:
    with pytest.raises(Failure):
        failing_unit(lambda: touch("a"))
    assert revision("a") == 0
    with unit_of_work():
        touch("a", "b")
    assert (revision("a"), revision("b")) == (1, 1)


def test_a_unit_inside_another_joins_it(app: Flask) -> None:
    def inner() -> None:
        with unit_of_work():
            touch("inner")

    with pytest.raises(Failure):
        failing_unit(inner)
    assert revision("inner") == 0


def test_nothing_leaves_before_the_commit_and_nothing_leaves_without_it(app: Flask) -> None:
    left: list[int] = []
    with unit_of_work():
        touch("doorbell")
        after_commit("bell", lambda: left.append(revision("doorbell")))
        after_commit("bell", lambda: left.append(revision("doorbell")))
        assert left == []
    assert left == [1]
    with pytest.raises(Failure):
        failing_unit(lambda: after_commit("bell", lambda: left.append(99)))
    assert left == [1]
    with pytest.raises(RuntimeError):
        after_commit("bell", lambda: None)


def test_rows_changed_before_a_unit_of_work_are_refused(app: Flask) -> None:
    db.session.add(PageRevision(key="stray", revision=1))
    with pytest.raises(RuntimeError), unit_of_work():
        pass
    db.session.rollback()


def test_what_only_reads_leaves_its_statements_prepared(app: Flask) -> None:
    """PostgreSQL plans a statement anew once psycopg has forgotten it, which it does at each ROLLBACK."""
    ended: list[str] = []
    listeners = {"commit": lambda _: ended.append("commit"), "rollback": lambda _: ended.append("rollback")}
    for name, listener in listeners.items():
        sa.event.listen(db.engine, name, listener)
    with app.app_context():
        db.session.scalar(sa.select(sa.func.count()).select_from(PageRevision))
    for name, listener in listeners.items():
        sa.event.remove(db.engine, name, listener)
    assert ended == ["commit" if db.engine.dialect.name == "postgresql" else "rollback"]


def test_what_is_written_outside_a_unit_of_work_is_dropped(app: Flask) -> None:
    with app.app_context():
        db.session.add(PageRevision(key="stray", revision=7))
        db.session.flush()
    with app.app_context():
        db.session.add(PageRevision(key="never flushed", revision=7))
    with app.app_context():
        db.session.execute(sa.insert(PageRevision.__table__).values(key="a plain statement", revision=7))
    assert revision("stray", "never flushed", "a plain statement") == 0


def test_a_unit_that_could_not_begin_leaves_the_next_one_whole(app: Flask) -> None:
    """A database that was locked for a moment must not turn the next commit into nothing."""

    def locked(connection: sa.Connection) -> None:
        raise OperationalError("BEGIN", {}, Exception("database is locked"))

    db.session.remove()
    sa.event.listen(db.engine, "begin", locked)
    try:
        with pytest.raises(OperationalError), unit_of_work():
            raise AssertionError("the body must not run")
    finally:
        sa.event.remove(db.engine, "begin", locked)
    assert not is_open()
    with unit_of_work():
        touch("afterwards")
    assert revision("afterwards") == 1


def test_a_writer_that_waits_sees_what_the_other_wrote(app: Flask) -> None:
    with unit_of_work():
        touch("counter")
    with db.engine.connect().execution_options(**{WRITER: True}) as other:
        db.session.execute(sa.select(PageRevision)).all()  # an old snapshot is open in this session
        other.execute(sa.update(PageRevision).values(revision=10))
        other.commit()
        with unit_of_work():
            touch("counter")
    assert revision("counter") == 11
