"""The real engines, started once a session, and an application on a clean database for each test.

pytest                          SQLite
pytest --database postgresql    the same tests on PostgreSQL; of these, `make test` runs what is marked `engine`
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from app import create_app
from app.core import collector, queues
from app.core.database import db
from config import ROOT, Config
from tests.browser.chromium import chromium
from tests.engines import SmtpSink, postgres_server, valkey_server
from tests.tables import empty_tables, prepare

LOOPBACK = ("127.0.0.1", "::1", "localhost")
COMPILED = ROOT / ".cache" / "templates"

# Examples are judged by what they prove, not by the clock of a busy machine; each run makes up others.
hypothesis.settings.register_profile(
    "house", deadline=None, max_examples=40, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


class Browser(FlaskClient):
    """Each request has an application context of its own, as in production: its own `g`, its own database session."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        db.session.expire_all()  # afterwards the test sees what the request wrote
        with self.application.app_context():
            return super().open(*args, **kwargs)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Five thousand tests stay until the end: the collector need not look through them again."""
    with collector.starting():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays in one process, and files of one group together (`--dist loadgroup`): what they share is made once.

    The journeys come first: nobody should wait for them at the end. The long walks of `make audit` are dealt out in
    shares (`tests/pages/shares.py`), and what else is long goes to whichever process is free, a case at a time.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None and item.get_closest_marker("audit") is None:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}.{item.path.stem}"))
    items.sort(key=lambda item: item.path.parent.name != "journeys")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups hang on the names of the tests, and a pytest that xdist does not know yet lost them without a word."""
    grouped = (item for item in session.items if item.get_closest_marker("xdist_group") is not None)
    if getattr(session.config.option, "loadgroup", False) and not all("@" in item.nodeid for item in grouped):
        raise pytest.UsageError("the tests of a group are no longer kept in one process")


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    """A test that reaches out of this machine fails, whatever library does it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test opened a connection to {address[0]}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _redis_may_be_slow() -> Iterator[None]:
    """A machine that does ten other things is no Redis that is down: limits that go uncounted fail some other test."""
    patch = pytest.MonkeyPatch()
    patch.setattr(queues, "CONNECTS_IN_S", 30)
    patch.setattr(queues, "ANSWERS_IN_S", 30)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """What Jinja made of a template serves all processes and runs, for as long as the template says the same."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    patch = pytest.MonkeyPatch()
    patch.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(str(COMPILED)))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.sqlite3'}"
        return
    with postgres_server() as server:
        yield server.create_database().replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with valkey_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url


@pytest.fixture(scope="session")
def smtp() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def config(database_url: str, redis_url: str, smtp: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return Config(
        TESTING=True,
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        MAIL_SERVER=smtp.host,
        MAIL_PORT=smtp.port,
        MAIL_TIMEOUT=5,
        PUBLIC_URL="http://localhost",
        PRIVACY_OFFICER_TITLE="Direction générale",
        PRIVACY_OFFICER_EMAIL="vie-privee@example.org",
        DATA_DIR=tmp_path_factory.mktemp("data"),
        LOG_LEVEL="ERROR",
        DEMONSTRATION=True,
        SECOND_FACTOR_REQUIRED=False,
    )


@pytest.fixture(scope="session")
def application(config: Config) -> Iterator[Flask]:
    """Migrated once, with the reference data (regions, chapters, ridings) that tests do not change."""
    from flask_migrate import upgrade

    from app.chapters.service import load_reference

    app = create_app(config)
    app.test_client_class = Browser
    with app.app_context():
        prepare(db.engine)
        upgrade()
        load_reference()
    yield app
    with app.app_context():
        app.extensions["page_revisions"].close()
        db.engine.dispose()


@pytest.fixture
def app(application: Flask, smtp: SmtpSink) -> Iterator[Flask]:
    """The application in an application context; afterwards every row that the test left is removed."""
    with application.app_context():
        yield application
        db.session.remove()
        empty_tables()
        application.extensions["redis"].flushdb()
        application.extensions.pop("redis_silent_until", None)  # a test may have taken it away
        application.extensions["front_cache"].pages.clear()
        smtp.clear()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    """Chromium, one for all the tests of this process; each opens a context of its own in it."""
    with chromium() as chrome:
        yield chrome


@pytest.fixture
def project() -> Path:
    return Path(__file__).resolve().parents[1]
