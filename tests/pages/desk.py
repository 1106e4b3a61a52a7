"""The entrance of the staff, the national desk, the regional desks, the goals."""

from __future__ import annotations

from tests.pages.case import Answers, Case, Values, fixed, get, post, slug, staff, unknown
from tests.world import FOREIGN, MINE


def at(codes: str, campaign: str = "open") -> Values:
    return lambda world: {"slug": getattr(world, campaign), "codes": codes}


def of_national(status: int) -> Answers:
    """Goals of the coalition: chapters set none."""
    return {**staff(status, foreign=404, reader=403), "chapter_a": 404}


# Chapter A serves 04 and 17, chapter B serves 06.
A_ONLY = staff(200, foreign=404)
THEIRS = {**staff(200), "chapter_a": 404}
NATIONAL_ONLY = {**THEIRS, "chapter_b": 404}
EXPORTER = {**staff(403), "chapter_a": 200}
CAMPAIGNS = ("open", "closed", "empty", "draft")
CASES: tuple[Case, ...] = (
    get("desk.front", "", staff(200)),
    *(get("desk.national", f"of {name}", staff(200), slug(name)) for name in CAMPAIGNS),
    get("desk.national", "of no campaign", staff(404), unknown),
    *(get("desk.region", f"of {name}", A_ONLY, at(MINE, name)) for name in CAMPAIGNS),
    get("desk.region", "of both regions of a chapter", A_ONLY, at("04-17")),
    get("desk.region", "of another chapter", THEIRS, at(FOREIGN)),
    get("desk.region", "of two chapters", NATIONAL_ONLY, at("04-06")),
    get("desk.region", "of national", NATIONAL_ONLY, at("00")),
    get("desk.region", "of no region", staff(404), at("99")),
    get("desk.region", "in no order", staff(404), at("17-04")),
    get("desk.region", "searched", A_ONLY, at(MINE), q="essais"),
    get("desk.region", "searched in vain", A_ONLY, at(MINE), q="rien de tel"),
    get("desk.region_figures", "without htmx", staff(303, foreign=404), at(MINE)),
    get("desk.region_figures", "of another chapter", {**staff(303), "chapter_a": 404}, at(FOREIGN)),
    post("desk.addresses", "", EXPORTER, at("04-17")),
    post("desk.addresses", "of another chapter", {**EXPORTER, "chapter_a": 404}, at(FOREIGN)),
    get("desk.goals", "", of_national(200), slug("open")),
    get("desk.goals", "of no campaign", {**staff(404, reader=403)}, unknown),
    post("desk.goals", "", of_national(303), slug("open"),
         lambda world: {"goal_04": str(next(world.numbers)), "goal_00": ""}),
    post("desk.goals", "with mistakes", of_national(422), slug("open"), fixed(goal_04="beaucoup", goal_06="-3")),
)  # fmt: skip
