"""Alembic's entry: the application's engine and models, one transaction a migration."""

from alembic import context
from flask import current_app

from app.core.database import WRITER
from app.core.migrations import references_at_rest, refuse_broken_references

target = current_app.extensions["migrate"].db


def run() -> None:
    engine = target.engine
    with engine.connect().execution_options(**{WRITER: True}) as connection, references_at_rest(connection):
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            on_version_apply=refuse_broken_references,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
