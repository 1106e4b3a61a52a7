"""What every page must be, whoever opens it: usable by everybody, silent in the console, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (320, 1280)
SHOWN = "({id, nodes}) => [id, nodes.map(({html, failureSummary}) => [html.slice(0, 200), failureSummary])]"
QUICKLY = "resultTypes: ['violations'], preload: false, selectors: false, elementRef: false"  # all rules, told shortly
# Chromium reports the page of a refusal, which is a page like any other.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


class Watched:
    """A tab that keeps account of what went wrong in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.origin = page, urlsplit(address)._replace(path="", query="").geturl()
        self.problems: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", self._asked)
        page.set_default_timeout(30_000)

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(EXPECTED):
            self.problems.append(f"console: {text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.problems.append(f"went to {request.url}")


def too_wide(page: Page, width: int) -> list[str]:
    """Whether there is something to scroll sideways at that width."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} wide at {width}"] if wide > width else []


def violations(page: Page) -> Any:
    """What axe finds on the page as it stands; `prepare` first."""
    return page.evaluate(f"axe.run(document, {{ {QUICKLY} }}).then((found) => found.violations.map({SHOWN}))")


def prepare(page: Page) -> None:
    page.evaluate(AXE)


def look(page: Page) -> None:
    """No violation that axe knows of, and nothing to scroll sideways. The width of the tab is given back."""
    before = page.viewport_size
    found: list[Any] = []
    prepare(page)
    for width in WIDTHS:
        found += [*too_wide(page, width), *violations(page)]
    if before:
        page.set_viewport_size(before)
    assert found == [], page.url
