"""Every page once, as one visitor of each kind: who is answered what, with which headers; and reading changes nothing.

In every situation, as everybody, sent anything: `tests/audit`. Here nothing happens but what a case prepares.
"""

from __future__ import annotations

import re

import pytest

from app.core.renderings import touch
from app.core.unit_of_work import unit_of_work
from tests.factories import form_token
from tests.house.asking import one_of_each_kind, read_and_leave
from tests.pages import ONE_OF_EACH, Case, cases_of_no_route, routes_without_a_case
from tests.tables import Watch
from tests.world import FOREIGN, STAFF, World


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
