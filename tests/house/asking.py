"""Who asks for a page in the tests of every route, and what no answer may lack."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from werkzeug.test import TestResponse

from app.core.access import rule_of
from tests.answers import FRAMED, Fetched, wrong_headers
from tests.pages import Case
from tests.tables import Watch
from tests.world import CHAPTERS, STAFF, VISITORS, World

# What an account reads of: nothing, some regions, all of them.
REACH = {visitor: "regions" if visitor in CHAPTERS else "all" if visitor in STAFF else visitor for visitor in VISITORS}

Asked = Callable[[Case], list[tuple[str, str]]]  # visitors, each with the prefix of a language


def one_of_each_kind(case: Case) -> list[tuple[str, str]]:
    """A visitor for each answer and each reach: outside, with a chapter, with all regions. The first one in English."""
    kinds = {(case.answers[visitor], REACH[visitor]): visitor for visitor in reversed(VISITORS)}
    return [(visitor, "" if place else "/en") for place, visitor in enumerate(kinds.values())]


def all_of_them(case: Case) -> list[tuple[str, str]]:
    """All of them in French; in English, one for each answer: the language asks nobody who they are."""
    answers = {case.answers[visitor]: visitor for visitor in VISITORS}
    return [*((visitor, "") for visitor in VISITORS), *((visitor, "/en") for visitor in answers.values())]


def wrong(world: World, case: Case, answer: TestResponse) -> list[str]:
    is_framed = case.endpoint == FRAMED and answer.status_code == 200
    return wrong_headers(answer, rule_of(world.app, case.endpoint), is_framed=is_framed)


def read_and_leave(world: World, watch: Watch, case: Case, visitors: list[tuple[str, str]]) -> None:
    """Each of them reads that page, and the database is as it was."""
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
