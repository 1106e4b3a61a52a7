"""Every page of the catalogue, empty, refused and done, narrow and light, wide and dark, as axe-core sees it.

`make audit`. A form is sent from a page of the site, so that its answer is drawn by the browser like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.accounts.proofs import CHECK, protected
from tests.factories import PASSWORD
from tests.journeys.looking import AXE, WIDTHS, Watched, prepare, too_wide, violations
from tests.pages import CATALOGUE, Case
from tests.pages.kiosks import code_of_the_holder
from tests.pages.shares import in_a_share, in_shares
from tests.world import STAFF, VISITORS, World

pytestmark = pytest.mark.audit

# What browsers do not show as a page of the site; the frame of a mail runs no script, not even axe's.
FILES = {
    *("campaigns.colour", "static", "organizations.suggestions", "site.health", "site.readiness"),
    *("editions.signatories_text", "editions.signatories_csv", "editions.file", "editions.feed"),
    *("local.mail_html", "local.mail_source"),
    *("updates.feed", "updates.calendar", "updates.calendar_file"),
    *("imports.report", "editor.colour", "editor.export", "endorsements.public_csv"),
    *("press.file", "press_staff.release_file", "paper.sheet", "site.measures"),
    *("commitments.table", "commitments.data", "commitments.feed"),
    *("visits.photo", "visits_staff.calendar", "deposits.photo", "dossiers.pdf"),
}
SENT_AS_FILES = {("POST", "editions_staff.internal"), ("POST", "endorsements_staff.internal")}  # when all is well
HALFWAY = {"accounts.second_proof"}  # between the password and the second proof: reached below as people reach it
# A colour does not depend on the width: the pieces of pages are seen in all four ways (`test_design_system.py`).
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEND = """([address, typed]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    for (const [name, value] of Object.entries(typed)) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture(scope="module")
def tabs(chrome: Browser, world: World, address: str) -> Iterator[dict[str, Watched]]:
    """One tab a visitor, the staff signed in."""
    opened = {}
    for visitor in VISITORS:
        context = chrome.new_context(base_url=address, locale="fr-CA", reduced_motion="reduce")
        context.add_init_script(AXE)
        opened[visitor] = Watched(context.new_page(), address)
        opened[visitor].page.goto("/equipe/connexion")
        if visitor in STAFF:
            enter(opened[visitor].page, world.accounts[visitor])
    take_the_tablet(opened["holder"].page, world)
    yield opened
    for tab in opened.values():
        tab.page.context.close()


def enter(page: Page, email: str) -> None:
    page.goto("/equipe/connexion")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/equipe")


def take_the_tablet(page: Page, world: World) -> None:
    """Of the assembly: only the browser that entered a kiosk signs there."""
    page.goto("/kiosque")
    page.get_by_label("Code du kiosque").fill(code_of_the_holder(world))
    page.get_by_role("button", name="Ouvrir le kiosque").click()
    page.wait_for_url("**/kiosque/*")


def visits() -> list[tuple[Case, str]]:
    """Each case, as one visitor for each answer that is a page; those led elsewhere are seen where they arrive.

    Whatever the address, « not found » and « not for you » are one page: once a route is enough. Forms are sent when
    all pages are read: what they do would stand in them.
    """
    found: list[tuple[Case, str]] = []
    seen: set[tuple[str, int]] = set()
    for case in CATALOGUE:
        if case.endpoint in FILES and 200 in case.answers.values():
            continue
        for status, visitor in {status: visitor for visitor, status in reversed(case.answers.items())}.items():
            is_known = status in (403, 404) and (case.method != "GET" or (case.endpoint, status) in seen)
            is_file = status == 200 and (case.method, case.endpoint) in SENT_AS_FILES
            if status != 303 and not is_known and not is_file:
                found.append((case, visitor))
                seen.add((case.endpoint, status))
    return sorted(found, key=lambda visit: visit[0].method != "GET")


def opened(page: Page, world: World, case: Case, visitor: str) -> Response:
    """The answer, in the tab."""
    where = case.address(world, visitor)
    if case.method == "GET":
        answer = page.goto(where)
    else:
        assert case.form is not None
        form = page.request.get("/equipe/compte" if visitor in STAFF else "/equipe/connexion").text()
        typed = case.form(world) | {"csrf_token": TOKEN.findall(form)[0]}
        with page.expect_navigation() as navigation:
            page.evaluate(SEND, [where, typed])
        answer = navigation.value
    assert answer is not None
    return answer


def pictures_drawn(world: World, case: Case, visitor: str) -> None:
    """Whoever comes first to a press kit may have to come back for its pictures; this visitor comes after the first."""
    for name in ("partage-1200x630.png", "partage-1080x1080.png"):
        with world.visitor("anonymous").get(f"{case.address(world, visitor)}/{name}") as answer:
            assert answer.mimetype == "image/png"


@in_shares("case,visitor", visits())
def test_everybody_can_use_it(world: World, tabs: dict[str, Watched], case: Case, visitor: str) -> None:
    tab = tabs[visitor]
    page = tab.page
    tab.problems.clear()
    if case.endpoint == "press.kit" and case.answers[visitor] == 200:
        pictures_drawn(world, case, visitor)
    answer = opened(page, world, case, visitor)
    assert answer.status == case.answers[visitor]
    found: list[Any] = []
    for width, scheme in zip(WIDTHS, SCHEMES, strict=True):
        page.emulate_media(color_scheme=scheme)
        found += [(width, scheme, problem) for problem in [*too_wide(page, width), *violations(page)]]
    assert found == []
    assert tab.problems == []


@in_a_share
def test_everybody_can_give_the_second_proof(chrome: Browser, world: World, address: str) -> None:
    somebody, _secret, _codes = protected()
    with chrome.new_context(base_url=address, locale="fr-CA", reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto("/equipe/connexion")
        page.get_by_label("Courriel").fill(somebody.email)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(f"**{CHECK}*")
        prepare(page)
        for width in WIDTHS:
            assert [*too_wide(page, width), *violations(page)] == []


@in_a_share
def test_the_audit_leaves_out_no_page(world: World) -> None:
    looked = {(case.method, case.endpoint) for case, _ in visits()}
    left_out = {case.endpoint for case in CATALOGUE if case.method == "GET" and ("GET", case.endpoint) not in looked}
    assert left_out <= FILES | HALFWAY
    for case in CATALOGUE:
        if case.endpoint in FILES - {"local.mail_html"} and case.answers["anonymous"] == 200:
            with world.visitor("anonymous").get(case.address(world, "anonymous")) as answer:
                assert answer.mimetype != "text/html", case.endpoint
