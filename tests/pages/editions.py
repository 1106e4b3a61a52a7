"""The public list, its editions and their files; what staff freeze and take out."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts.service import account_at
from app.campaigns import service as campaigns
from app.editions import service as editions
from tests.pages.case import Case, Values, everybody, fixed, get, of_campaigns, post, read, slug, staff, unknown
from tests.world import MINE, World


def of_open(number: int = 1, **more: str) -> Values:
    return lambda world: {"slug": world.open, "number": number, **more}


def as_shown(world: World) -> dict[str, Any]:
    """The button of the page that was just opened."""
    latest = editions.latest(campaigns.find(world.open))
    return {"number": latest.number + 1 if latest else 1, "is_read": "y"}


def in_edition(world: World) -> dict[str, Any]:
    """A cosignature that an edition names; one more once they were all erased."""
    campaign = campaigns.find(world.open)
    eraser = account_at(world.accounts["chapter_a"])
    found = editions.named(eraser, campaign, "essais")
    if not found:
        world.sign("validated")
        editions.freeze(campaign)
        found = editions.named(eraser, campaign, "essais")
    return {"slug": world.open, "cosignature_id": found[0].cosignature_id}


def of_nobody(world: World) -> dict[str, Any]:
    return {"slug": world.open, "cosignature_id": uuid.uuid4()}


def of_leaders(status: int) -> dict[str, int]:
    """The coalition's campaign: chapters read, and do not freeze."""
    return {**staff(status, foreign=404, reader=403), "chapter_a": 404}


EXPORTER = ERASER = {**staff(403), "chapter_a": 200}  # whoever was given the right
CASES: tuple[Case, ...] = (
    *of_campaigns("editions.signatories"),
    get("editions.signatories", "searched", everybody(200), slug("open"), q="essais"),
    get("editions.signatories", "searched in vain", everybody(200), slug("open"), q="rien de tel"),
    get("editions.signatories", "of a region", everybody(200), lambda world: {"slug": world.open, "region": MINE}),
    get("editions.signatories", "of a region, searched", everybody(200),
        lambda world: {"slug": world.open, "region": MINE}, q="essais"),
    get("editions.signatories", "of no region", everybody(404), lambda world: {"slug": world.open, "region": "99"}),
    *of_campaigns("editions.signatories_text", preset="fidele"),
    *of_campaigns("editions.signatories_csv", delimiter=";"),
    *of_campaigns("editions.index"),
    *of_campaigns("editions.feed"),
    get("editions.edition", "", everybody(200), of_open()),
    get("editions.edition", "searched", everybody(200), of_open(), q="essais"),
    get("editions.edition", "of a region", everybody(200), of_open(region=MINE)),
    get("editions.edition", "of no number", everybody(404), of_open(2**40)),
    get("editions.edition", "of a draft", everybody(404), lambda world: {"slug": world.draft, "number": 1}),
    get("editions.paste", "", everybody(200), of_open()),
    get("editions.paste", "of 2024", everybody(200), of_open(preset="fidele")),
    get("editions.paste", "of no presentation", everybody(404), of_open(preset="autre")),
    *(get("editions.file", name, everybody(303 if form.takes_a_worker else 200), of_open(name=name))
      for name, form in editions.FORMS.items()),
    get("editions.waiting", "", everybody(200), of_open(name="edition-soigne.pdf")),
    get("editions.waiting", "of a region", everybody(200), of_open(name="edition-soigne.pdf", region=MINE)),
    get("editions.waiting", "of no region", everybody(404), of_open(name="edition-soigne.pdf", region="99")),
    get("editions.waiting", "of a file that is there", everybody(303), of_open(name="liste.csv")),
    get("editions.file", "of a region", everybody(200), of_open(name="liste.csv", region=MINE)),
    get("editions.file", "of no region", everybody(404), of_open(name="liste.csv", region="99")),
    get("editions.file", "of no name", everybody(404), of_open(name="liste.exe")),
    *(get("editions_staff.shelf", name, read(200, foreign=200), slug(name)) for name in ("open", "empty", "draft")),
    get("editions_staff.shelf", "of no campaign", read(404), unknown),
    post("editions_staff.freeze", "", of_leaders(303), slug("open"), as_shown),
    post("editions_staff.freeze", "unread", of_leaders(422), slug("open"), fixed(number="2")),
    post("editions_staff.freeze", "of another moment", of_leaders(303), slug("open"), fixed(number="99", is_read="y")),
    post("editions_staff.freeze", "of nobody", of_leaders(303), slug("empty"), fixed(number="1", is_read="y")),
    get("editions_staff.figures", "", read(200, foreign=200), of_open()),
    get("editions_staff.figures", "of no number", read(404, foreign=404), of_open(99)),
    get("editions_staff.internal", "", EXPORTER, of_open()),
    get("editions_staff.internal", "of no number", {**staff(403), "chapter_a": 404}, of_open(99)),
    post("editions_staff.internal", "", EXPORTER, of_open(), fixed(purpose="check_the_list", format="csv")),
    get("editions_staff.names", "", ERASER, slug("open")),
    get("editions_staff.names", "searched", ERASER, slug("open"), q="essais"),
    get("editions_staff.names", "of no campaign", {**staff(403), "chapter_a": 404}, unknown),
    get("editions_staff.erase", "", ERASER, in_edition),
    get("editions_staff.erase", "of nobody", {**staff(403), "chapter_a": 404}, of_nobody),
    post("editions_staff.erase", "", {**staff(403), "chapter_a": 303}, in_edition,
         fixed(why="asked", typed="effacer")),
    post("editions_staff.erase", "without a reason", {**staff(403), "chapter_a": 422}, in_edition,
         fixed(typed="effacer")),
    post("editions_staff.internal", "without a reason", {**staff(403), "chapter_a": 422}, of_open(),
         fixed(format="csv")),
)  # fmt: skip
