"""A backup made and restored with the tools of PostgreSQL, by the commands of docs/fr/courriels.md, starts frozen."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.core.database import db
from app.deliveries import memories
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.service import Doubt
from config import Config
from tests.deliveries.letters import drain_until_empty, letter, state
from tests.engines import Postgres, SmtpSink, postgres_server, postgres_tool

pytestmark = pytest.mark.audit


@pytest.fixture
def cluster() -> Iterator[Postgres]:
    with postgres_server() as cluster:
        yield cluster


@pytest.fixture
def site(config: Config, cluster: Postgres, tmp_path: Path, smtp: SmtpSink) -> Iterator[Flask]:
    """A site of its own, which is no demonstration."""
    url = cluster.create_database("portevoix")
    site = create_app(replace(config, DATABASE_URL=url, DATA_DIR=tmp_path, DEMONSTRATION=False))
    with site.app_context():
        upgrade()
        yield site
        leave()
        site.extensions["page_revisions"].close()
        site.extensions["redis"].flushdb()
        smtp.clear()


def leave() -> None:
    """The processes of the site are stopped."""
    db.session.remove()
    db.engine.dispose()


def run(cluster: Postgres, tool: str, *options: str, database: str = "portevoix") -> None:
    where = f"postgresql://postgres@127.0.0.1:{cluster.port}/{database}"
    command = [postgres_tool(tool), *(option.replace("URL", where) for option in options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("is_remembered", "doubt"), [(True, Doubt.BEHIND), (False, Doubt.MOVED)])
def test_what_pg_dump_saved_and_pg_restore_brought_back_sends_nothing(
    site: Flask, cluster: Postgres, tmp_path: Path, smtp: SmtpSink, is_remembered: bool, doubt: Doubt
) -> None:
    letter(Kind.CONFIRMATION)
    drain_until_empty()
    waiting = letter(Kind.MESSAGE), letter(Kind.CONFIRMATION)
    leave()
    dump = str(tmp_path / "portevoix.dump")
    run(cluster, "pg_dump", "--format=custom", f"--file={dump}", "URL")
    drain_until_empty()
    assert len(smtp.received) == 3
    leave()
    with cluster.connect() as administration:
        administration.execute("ALTER DATABASE portevoix RENAME TO portevoix_avant")
    run(cluster, "createdb", "--maintenance-db=URL", "portevoix", database="postgres")
    run(cluster, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname=URL", dump)
    if not is_remembered:
        site.extensions["redis"].flushdb()
        shutil.rmtree(tmp_path / memories.FOLDER)
    upgrade()
    drain_until_empty()
    frozen = deliveries.frozen()
    assert frozen is not None
    assert frozen.doubt is doubt
    assert {state(one) for one in waiting} == {State.QUEUED}
    assert len(smtp.received) == 3
    deliveries.release_restored(nothing_left=False, reason="copie de la nuit")
    drain_until_empty()
    assert [state(one) for one in waiting] == [State.HELD, State.ACCEPTED]
