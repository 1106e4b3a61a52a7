"""A kept page is right one request after the commit that changes it, in every process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask, session

from app import create_app
from app.core import access, clock, renderings
from app.core.unit_of_work import unit_of_work
from config import Config
from tests.house.test_database import Failure, failing_unit

pytestmark = [pytest.mark.data, pytest.mark.engine]

shown = {"text": "un"}
while_made: list[Callable[[], object]] = []


def with_page(config: Config) -> Flask:
    """A process of its own, as another worker would be, with one page that can be kept and one that cannot."""
    flask = create_app(config)

    @flask.get("/essai")
    @access.public
    def essai() -> str:
        renderings.hang_on("essai")
        return shown["text"] * 100

    @flask.get("/essai-de-minuit")
    @access.public
    def day() -> str:
        renderings.hang_on("essai")
        told = f"{clock.today()} " * 10
        while_made.pop()()
        return told

    @flask.get("/essai-personnel")
    @access.public
    def personal() -> str:
        renderings.hang_on("essai")
        return str(session.get("name"))

    return flask


@pytest.fixture(scope="module")
def processes(application: Flask, config: Config) -> Iterator[list[Flask]]:
    made = [with_page(config), with_page(config)]
    yield made
    for process in made:
        process.extensions["page_revisions"].close()


@pytest.fixture(autouse=True)
def _fresh(app: Flask, processes: list[Flask]) -> Iterator[None]:
    shown["text"] = "un"
    yield
    for process in processes:
        process.extensions["front_cache"].pages.clear()


def change(text: str) -> None:
    with unit_of_work():
        shown["text"] = text
        renderings.touch("essai")


def test_a_page_is_rendered_once_until_a_commit_changes_it_everywhere(processes: list[Flask]) -> None:
    clients = [process.test_client() for process in processes]
    assert [c.get("/essai").text[:2] for c in clients] == ["un", "un"]
    shown["text"] = "deux"  # changed behind its back: the kept page answers
    assert [c.get("/essai").text[:2] for c in clients] == ["un", "un"]
    change("trois")
    assert [c.get("/essai").text[:5] for c in clients] == ["trois", "trois"]


def test_a_change_that_is_rolled_back_changes_nothing(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    client.get("/essai")
    shown["text"] = "jamais"
    with pytest.raises(Failure):
        failing_unit(lambda: renderings.touch("essai"))
    assert client.get("/essai").text.startswith("un")


def test_a_kept_page_has_the_headers_of_a_fresh_one(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    first, second = client.get("/essai"), client.get("/essai")
    fresh = dict(first.headers)
    assert dict(second.headers) == fresh
    assert "default-src 'none'" in fresh["Content-Security-Policy"]
    assert fresh["Cache-Control"] == "no-cache"
    assert client.get("/essai", headers={"If-None-Match": fresh["ETag"]}).status_code == 304
    head = client.head("/essai")
    assert (head.data, head.headers["Content-Length"]) == (b"", fresh["Content-Length"])


def test_each_language_has_its_own_page(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    client.get("/essai")
    shown["text"] = "one"
    assert client.get("/en/essai").text.startswith("one")


def test_a_page_that_depends_on_who_asks_is_never_kept(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    client.get("/essai-personnel")
    assert "/essai-personnel" not in processes[0].extensions["front_cache"].pages


def test_a_page_with_a_query_is_rendered_each_time(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    client.get("/essai")
    shown["text"] = "via"
    assert client.get("/essai?via=troc-m").text.startswith("via")


def test_the_end_of_the_day_in_quebec_ends_a_kept_page(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    with clock.frozen(datetime(2026, 5, 28, 3, 59, tzinfo=UTC)):  # 23:59 in Quebec
        client.get("/essai")
        shown["text"] = "demain"
        assert client.get("/essai").text.startswith("un")
    with clock.frozen(datetime(2026, 5, 28, 4, 1, tzinfo=UTC)):
        assert client.get("/essai").text.startswith("demain")


def test_a_page_begun_before_midnight_is_not_kept_for_the_day_after(processes: list[Flask]) -> None:
    client = processes[0].test_client()
    with clock.frozen(datetime(2026, 5, 28, 3, 59, tzinfo=UTC)), ExitStack() as morning:
        while_made[:] = [
            lambda: None,
            lambda: morning.enter_context(clock.frozen(datetime(2026, 5, 28, 4, 1, tzinfo=UTC))),
        ]
        assert client.get("/essai-de-minuit").text.startswith("2026-05-27")
        assert client.get("/essai-de-minuit").text.startswith("2026-05-28")


@pytest.mark.parametrize(
    "away", ["postgresql+psycopg://nobody@127.0.0.1:1/nothing", "sqlite:////nowhere/at/all/there-is-none.sqlite3"]
)
def test_while_the_database_is_away_the_page_says_so_kindly(
    processes: list[Flask], away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, revisions = processes[0].test_client(), processes[0].extensions["page_revisions"]
    client.get("/essai")
    revisions.close()
    monkeypatch.setattr(revisions, "engine", sa.create_engine(away))
    monkeypatch.setattr(revisions, "driver", revisions.engine.dialect.import_dbapi())
    answer = client.get("/essai")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")


def test_a_connection_that_broke_meanwhile_is_no_reason_to_refuse_a_page(processes: list[Flask]) -> None:
    client, revisions = processes[0].test_client(), processes[0].extensions["page_revisions"]
    client.get("/essai")
    for connection in revisions.idle:
        connection.close()
    assert client.get("/essai").status_code == 200
    client.get("/essai-personnel")
    for connection in revisions.idle:
        connection.close()
    assert client.get("/essai-personnel").status_code == 200
