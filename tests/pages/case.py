"""One address in one situation, and short ways to write it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from app.core import access, tokens
from tests.world import VISITORS, World

Values = Callable[[World], dict[str, Any]]
Answers = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One address in one situation. `values`, then `form`, are asked for anew for each request: an act uses them up."""

    endpoint: str
    situation: str
    answers: Answers
    method: str = "GET"
    values: Values = field(default=lambda world: {})
    query: Mapping[str, str] = field(default_factory=dict)
    form: Values | None = None
    own_browser: bool = False  # the act ends the session

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.situation}".replace(" ", "-")

    def address(self, world: World, visitor: str) -> str:
        """Where that visitor goes: a page behind a link is only reached by who holds it."""
        values = self.values(world)
        if "token" in values and visitor != "holder":
            values["token"] = tokens.sign("something.else", world.signatures["confirmed"].hex)
        path = world.app.url_map.bind("localhost").build(self.endpoint, values, method=self.method)
        return f"{path}?{urlencode(self.query)}" if self.query else path

    def is_behind_a_link(self, app: Flask) -> bool:
        return access.rule_of(app, self.endpoint) == "token"


def everybody(status: int) -> Answers:
    return dict.fromkeys(VISITORS, status)


def holder(status: int) -> Answers:
    """Whoever has the link; for everybody else there is nothing."""
    return {**everybody(404), "holder": status}


def staff(status: int, *, foreign: int | None = None, reader: int | None = None) -> Answers:
    """Others are led to the door. `foreign`: what is answered to a chapter whose region it is not."""
    found = {**everybody(status), "anonymous": 303, "holder": 303}
    found["chapter_b"] = status if foreign is None else foreign
    found["reader"] = status if reader is None else reader
    return found


def read(status: int, *, foreign: int = 404) -> Answers:
    """One cosignature: readers of figures see none."""
    return staff(status, foreign=foreign, reader=403)


def slug(name: str) -> Values:
    return lambda world: {"slug": getattr(world, name)}


def unknown(world: World) -> dict[str, Any]:
    return {"slug": "jamais-vue"}


def waiting(values: Values) -> Values:
    """The same in the open campaign."""
    return lambda world: {"slug": world.open, **values(world)}


def no_values(world: World) -> dict[str, Any]:
    return {}


def fixed(**typed: str) -> Values:
    return lambda world: dict(typed)


def get(endpoint: str, situation: str, answers: Answers, values: Values = no_values, **query: str) -> Case:
    return Case(endpoint=endpoint, situation=situation, answers=answers, values=values, query=query)


def post(
    endpoint: str, situation: str, answers: Answers, values: Values = no_values, form: Values = no_values,
    *, own_browser: bool = False,
) -> Case:  # fmt: skip
    return Case(
        method="POST", endpoint=endpoint, situation=situation, answers=answers, values=values, form=form,
        own_browser=own_browser,
    )  # fmt: skip


def of_campaigns(endpoint: str, *, closed: int = 200, **query: str) -> tuple[Case, ...]:
    """The same page of each campaign. A draft is nobody's business, and an unknown one is not told from it."""
    return (
        get(endpoint, "of an open campaign", everybody(200), slug("open"), **query),
        get(endpoint, "of a new campaign", everybody(200), slug("empty"), **query),
        get(endpoint, "of a closed campaign", everybody(closed), slug("closed"), **query),
        get(endpoint, "of a draft", everybody(404), slug("draft"), **query),
        get(endpoint, "of no campaign", everybody(404), unknown, **query),
    )
