"""One installation and one browser for all the journeys; each journey in a context of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.looking import Watched, look
from tests.journeys.stack import Stack, started

Open = Callable[..., Page]
Look = Callable[[Page, str], None]

# One process walks them all; on a machine that is busy with others, starting the installation takes its time.
A_JOURNEY = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
A_LONG_JOURNEY = [*A_JOURNEY, pytest.mark.audit]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with started(tmp_path_factory.mktemp("journeys")) as stack:
        yield stack


@pytest.fixture
def open_tab(chrome: Browser, stack: Stack) -> Iterator[Open]:
    """`open_tab(width=1280, staff=address, **options of the context)`: somebody's browser, of the public or of a member
    of staff who came in by the door. What goes wrong in it fails the test.
    """
    contexts: list[BrowserContext] = []
    watched: list[Watched] = []

    def opened(width: int = 1280, staff: str = "", **options: Any) -> Page:
        size = {"width": width, "height": 800}
        context = chrome.new_context(viewport=size, locale="fr-CA", base_url=stack.address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if staff:
            context.add_cookies([stack.cookie_of(staff)])  # type: ignore[list-item]
        page = context.new_page()
        watched.append(Watched(page, stack.address))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one.problems for one in watched if one.problems] == []


@pytest.fixture(scope="session")
def looked() -> set[str]:
    return set()


@pytest.fixture
def look_at(looked: set[str]) -> Look:
    """`look_at(page, "the form")`: judge the page, once in all the journeys."""

    def judge(page: Page, what: str) -> None:
        if what not in looked:
            look(page)
            looked.add(what)

    return judge
