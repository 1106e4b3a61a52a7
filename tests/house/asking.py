"""Who asks for a page in the tests of every route, and what no answer may lack."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.test import TestResponse

from app.core.access import rule_of
from tests.answers import FRAMED, wrong_headers
from tests.pages import Case
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
