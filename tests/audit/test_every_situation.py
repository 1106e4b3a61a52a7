"""Every page in each situation, as everybody: who is answered what, with which headers; and reading changes nothing.

The forms are sent in worlds of their own (`test_every_act.py`): here nothing happens but what a case prepares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.core.access import rule_of
from app.core.database import db
from config import Config
from tests.answers import wrong_headers
from tests.conftest import Browser
from tests.house.asking import Asked, read_and_leave, wrong
from tests.pages import CATALOGUE, ONE_OF_EACH, Case
from tests.pages.shares import in_a_share, in_shares
from tests.tables import Watch
from tests.world import World

pytestmark = pytest.mark.audit

READ = [case for case in CATALOGUE if case.method == "GET"]
# Read by everybody and kept by caches: their bytes depend on nobody.
SHARED = {
    *("site.front", "site.campaign", "site.health", "site.readiness", "campaigns.colour", "static"),
    *("organizations.suggestions", "editions.signatories", "editions.signatories_text"),
    *("editions.signatories_csv", "editions.index", "editions.feed", "editions.edition", "editions.paste"),
    *("editions.file", "press.kit", "press.file"),
    *("updates.index", "updates.update", "updates.feed", "updates.calendar", "updates.calendar_file"),
}
OF_EVERYBODY = [
    case
    for case in READ
    if case.endpoint in SHARED and set(case.answers.values()) == {200} and "searched" not in case.situation
]


@pytest.mark.data
@in_shares("case", READ)
def test_in_every_situation_each_visitor_is_answered_and_reading_changes_nothing(
    world: World, watch: Watch, everybody: Asked, case: Case
) -> None:
    read_and_leave(world, watch, case, everybody(case))


@in_a_share
def test_asking_for_the_headers_alone_is_answered_like_the_page(world: World) -> None:
    for case in READ:
        with world.visitor("holder").head(case.address(world, "holder")) as answer:
            assert answer.status_code == case.answers["holder"], str(case)
            assert wrong(world, case, answer) == [], str(case)
            assert answer.data == b"", str(case)


@in_shares("case", OF_EVERYBODY)
def test_a_page_for_everybody_leaves_no_cookie_and_is_the_same_for_all(world: World, case: Case) -> None:
    pages = set()
    for visitor in ("anonymous", "chapter_a", "admin"):
        with world.visitor(visitor).get(case.address(world, visitor)) as answer:
            assert answer.status_code == 200, visitor
            assert answer.headers.getlist("Set-Cookie") == [], visitor
            assert "Cookie" not in answer.headers.get("Vary", ""), visitor
            pages.add(answer.data)
    assert len(pages) == 1


@pytest.fixture(scope="module")
def secure(world: World, config: Config) -> Iterator[Flask]:
    """The same site as production serves it."""
    app = create_app(replace(config, PUBLIC_URL="https://campagnes.example.org"))
    app.test_client_class = Browser
    with app.app_context():
        yield app
        app.extensions["page_revisions"].close()
        app.extensions["redis"].close()
        db.engine.dispose()


@in_a_share
def test_over_https_every_answer_asks_for_https_and_every_cookie_is_bound_to_the_host(
    world: World, secure: Flask
) -> None:
    client: FlaskClient = secure.test_client()
    names = set()
    for case in ONE_OF_EACH:
        address = case.address(world, "anonymous")
        with client.open(address, method=case.method, base_url="https://campagnes.example.org") as answer:
            assert wrong_headers(answer, rule_of(secure, case.endpoint)) == [], str(case)
            names |= {cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
    assert names == {"__Host-session"}
