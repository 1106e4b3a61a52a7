"""Every page: who is answered what, with which headers; and reading changes nothing.

`make test` opens each once as one visitor of each kind; `make audit` opens each in every situation, as everybody. The
forms are sent in a world of their own (`test_acts.py`): here nothing happens but what a case prepares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.core.access import rule_of
from app.core.database import db
from app.core.renderings import touch
from app.core.unit_of_work import unit_of_work
from config import Config
from tests.answers import FRAMED, Fetched, wrong_headers
from tests.conftest import Browser
from tests.factories import form_token
from tests.house.asking import Asked, one_of_each_kind, wrong
from tests.pages import CATALOGUE, ONE_OF_EACH, Case, cases_of_no_route, routes_without_a_case
from tests.pages.shares import in_a_share, in_shares
from tests.tables import Watch
from tests.world import FOREIGN, STAFF, VISITORS, World

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


def test_every_route_is_in_the_catalogue(world: World) -> None:
    assert routes_without_a_case(world.app) == set()
    assert cases_of_no_route(world.app) == set()


def test_a_planted_write_is_found(world: World, watch: Watch) -> None:
    before = watch.contents()
    assert watch.changed(before) == []
    with unit_of_work():
        touch("planted")
    once = watch.contents()
    assert watch.changed(before) == ["page_revisions"]
    with unit_of_work():
        touch("planted")  # a row in place of the other, as many as before
    assert watch.changed(once) == ["page_revisions"]


@pytest.mark.data
@pytest.mark.engine
@pytest.mark.parametrize("case", [case for case in ONE_OF_EACH if case.method == "GET"], ids=str)
def test_each_kind_of_visitor_is_answered_and_reading_changes_nothing(world: World, watch: Watch, case: Case) -> None:
    read_and_leave(world, watch, case, one_of_each_kind(case))


@pytest.mark.audit
@pytest.mark.data
@in_shares("case", READ)
def test_in_every_situation_each_visitor_is_answered_and_reading_changes_nothing(
    world: World, watch: Watch, everybody: Asked, case: Case
) -> None:
    read_and_leave(world, watch, case, everybody(case))


def read_and_leave(world: World, watch: Watch, case: Case, visitors: list[tuple[str, str]]) -> None:
    clients = {visitor: world.visitor(visitor) for visitor in VISITORS}
    asked = [(visitor, language, case.address(world, visitor)) for visitor, language in visitors]
    pages: list[tuple[str, str, Fetched]] = []
    before = watch.contents()
    for visitor, language, address in asked:
        with clients[visitor].get(language + address) as answer:
            assert answer.status_code == case.answers[visitor], (visitor, language)
            assert wrong(world, case, answer) == [], (visitor, language)
            if answer.mimetype == "text/html" and answer.status_code != 303 and case.endpoint != FRAMED:
                pages.append((language, address, Fetched(answer.text)))
    assert watch.changed(before) == []
    for language, address, page in pages:
        assert page.elsewhere == []
        assert page.language == ("en-CA" if language else "fr-CA")
        twins = {other: unquote(twin) for other, twin in page.twins.items()}
        assert twins == ({"fr": unquote(address)} if language else {"en": unquote(f"/en{address}")})


@pytest.mark.parametrize("token", ["", "of another browser", "\x00é"])
def test_a_wrong_token_is_no_token(world: World, watch: Watch, token: str) -> None:
    """One guard stands before every act."""
    [case] = [case for case in ONE_OF_EACH if (case.method, case.endpoint) == ("POST", "cosignatures.submit")]
    assert case.form is not None
    address, typed = case.address(world, "holder"), case.form(world)
    theirs = form_token(world.app.test_client()) if token.startswith("of") else token
    before = watch.contents()
    assert world.visitor("holder").post(address, data={**typed, "csrf_token": theirs}).status_code == 400
    assert watch.changed(before) == []


@pytest.mark.audit
@in_a_share
def test_asking_for_the_headers_alone_is_answered_like_the_page(world: World) -> None:
    for case in READ:
        with world.visitor("holder").head(case.address(world, "holder")) as answer:
            assert answer.status_code == case.answers["holder"], str(case)
            assert wrong(world, case, answer) == [], str(case)
            assert answer.data == b"", str(case)


@pytest.mark.audit
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


@pytest.mark.data
@pytest.mark.parametrize("query", ["", "region=04", f"region={FOREIGN}", "q=Centre", "q=Odile", "etat=validees"])
def test_a_chapter_reads_about_its_own_regions_only(world: World, query: str) -> None:
    mine = {str(world.signatures[state]) for state in ("confirmed", "validated", "unpublished", "to_check")}
    theirs = {str(world.signatures[state]) for state in ("foreign", "foreign, waiting")}
    address = f"/equipe/campagnes/{world.open}/cosignatures?{query}"
    found = {visitor: set(re.findall("[0-9a-f-]{36}", world.visitor(visitor).get(address).text)) for visitor in STAFF}
    assert found["chapter_b"] & mine == set()
    assert found["chapter_a"] & theirs == set()
    assert found["chapter_b"] & theirs
    assert found["reader"] == set()


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


@pytest.mark.audit
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
