"""The editor of campaigns: chapters write their own, and none of the coalition's."""

from __future__ import annotations

from typing import Any

from app.campaigns import service
from tests.pages.case import Answers, Case, Values, fixed, get, post, slug, staff, unknown
from tests.world import World

PARTS = (
    "textes", "raisons", "lettre", "message", "variantes", "destinataires", "questions", "meneurs", "avis", "reglages",
)  # fmt: skip


def of_coalition(status: int) -> Answers:
    return {**staff(status, foreign=404, reader=403), "chapter_a": 404}


def at(part: str, campaign: str = "draft") -> Values:
    return lambda world: {"slug": getattr(world, campaign), "part": part}


def reasons(world: World) -> dict[str, Any]:
    """The form as the page makes it, with another first reason each time."""
    campaign = service.find(world.draft)
    number = next(world.numbers)
    return {"seen": service.as_seen(campaign), "title_1": f"Raison {number}", "text_1": "Elle suffit."}


def new(world: World) -> dict[str, Any]:
    number = next(world.numbers)
    return {"source": f"campagne:{world.draft}", "title": f"Neuve {number}", "slug": f"neuve-{number}"}


def of_library(world: World) -> dict[str, Any]:
    return {**new(world), "source": "gabarit:engagez-vous-pour-le-communautaire"}


CASES: tuple[Case, ...] = (
    get("editor.index", "", staff(200, reader=403)),
    get("editor.new", "", staff(200, reader=403)),
    post("editor.new", "from the library", staff(303, reader=403), form=of_library),
    post("editor.new", "from a campaign of the coalition",
         {**staff(303, foreign=422, reader=403), "chapter_a": 422}, form=new),
    post("editor.new", "with nothing", staff(422, reader=403)),
    post("editor.load", "without a file", staff(422, reader=403)),
    *(get("editor.overview", f"of {name}", of_coalition(200), slug(name)) for name in ("draft", "open", "closed")),
    get("editor.overview", "of no campaign", staff(404, reader=403), unknown),
    *(get("editor.part", part, of_coalition(200), at(part)) for part in PARTS),
    get("editor.part", "in English", of_coalition(200), at("textes"), langue="en"),
    get("editor.part", "that does not exist", of_coalition(404), at("couleurs")),
    *(post("editor.preview", part, of_coalition(200), at(part)) for part in PARTS),
    get("editor.shown", "", of_coalition(200), slug("draft")),
    get("editor.colour", "", of_coalition(200), slug("draft")),
    get("editor.logo", "that nobody shows", of_coalition(404), lambda world: {"slug": world.draft, "digest": "0" * 16}),
    get("editor.export", "", of_coalition(200), slug("draft")),
    post("editor.save", "", of_coalition(303), at("raisons"), reasons),
    post("editor.save", "with mistakes", of_coalition(422), at("reglages"), fixed(colour="rouge", closes_on="hier")),
    post("editor.save", "of a page that is old", of_coalition(409), at("raisons"), fixed(seen="0", title_1="Vieille",
         text_1="Page.")),
    post("editor.add_english", "that is there", of_coalition(303), slug("draft")),
    post("editor.close", "that is closed", of_coalition(303), slug("closed")),
    post("editor.open_", "that is open", of_coalition(303), slug("open")),
)  # fmt: skip
