"""The press kit and its files; the communiqué that staff read and write."""

from __future__ import annotations

from typing import Any

from app.accounts import service as accounts
from app.campaigns import service as campaigns
from app.press import service
from tests.pages.case import Case, Values, everybody, fixed, get, of_campaigns, post, slug, staff, unknown
from tests.world import MINE, World

FILES = ("partage-1200x630.png", "affiche-lettre.pdf", "qr-campagne.svg", "qr-liste.png", "qr-signer.svg")


def communique(format: str) -> Values:
    return lambda world: {"slug": world.open, "format": format}


def file(name: str, region: str | None = None, campaign: str = "open") -> Values:
    of_region = {"region": region} if region else {}
    return lambda world: {"slug": getattr(world, campaign), "name": name, **of_region}


def written(world: World) -> dict[str, Any]:
    """The communiqué, as somebody else wrote it already."""
    campaign, national = campaigns.find(world.open), accounts.account_at(world.accounts["national"])
    service.start_again(campaign, "fr", by=national)
    service.write(campaign, "fr", service.Draft("Québec", "Titre", "Texte"), by=national)
    return {"slug": world.open}


def unwritten(world: World) -> dict[str, Any]:
    service.start_again(campaigns.find(world.open), "fr", by=accounts.account_at(world.accounts["national"]))
    return {"slug": world.open}


def of_leaders(status: int) -> dict[str, int]:
    """The coalition's campaign: chapters read what is sent to the press, and do not write it."""
    return {**staff(status, foreign=404, reader=403), "chapter_a": 404}


WORDS = {"langue": "fr", "place": "Québec", "headline": "Un titre", "body": "Un texte.\n\n{figures}", "seen": ""}
CASES: tuple[Case, ...] = (
    *of_campaigns("press.kit"),
    *(get("press.file", name, everybody(200), file(name)) for name in FILES),
    get("press.file", "of a region", everybody(200), file("partage-1080x1080.png", MINE)),
    get("press.file", "of a region without anybody", everybody(404), file("partage-1080x1080.png", "10")),
    get("press.file", "of no name", everybody(404), file("partage.exe")),
    get("press.file", "of a draft", everybody(404), file("qr-campagne.svg", campaign="draft")),
    get("press_staff.release", "", staff(200), slug("open")),
    get("press_staff.release", "of a draft", staff(200), slug("draft")),
    get("press_staff.release", "of a region", staff(200), slug("open"), region=MINE),
    get("press_staff.release", "of no region", staff(404), slug("open"), region="99"),
    get("press_staff.release", "of no campaign", staff(404), unknown),
    *(get("press_staff.release_file", format, staff(200), communique(format)) for format in service.FORMATS),
    get("press_staff.release_file", "of no format", staff(404), communique("exe")),
    get("press_staff.edit", "", of_leaders(200), slug("open")),
    get("press_staff.edit", "written", of_leaders(200), written),
    get("press_staff.edit", "in no language", of_leaders(404), slug("open"), langue="xx"),
    post("press_staff.edit", "", of_leaders(303), unwritten, fixed(**WORDS)),
    post("press_staff.edit", "empty", of_leaders(422), unwritten, fixed(**dict.fromkeys(WORDS, ""))),
    post("press_staff.edit", "with mistakes", of_leaders(422), unwritten, fixed(**(WORDS | {"body": "{x} [y]"}))),
    post("press_staff.edit", "changed meanwhile", of_leaders(422), written, fixed(**WORDS)),
    post("press_staff.start_again", "", of_leaders(303), written, fixed(langue="fr")),
)  # fmt: skip
