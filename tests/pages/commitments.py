"""Where officials stand: the public board and its files, and what staff note."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Source, Stance
from app.commitments.service import Said
from app.core.clock import today
from app.officials import service as officials
from app.territory import service as territory
from tests.pages.case import Case, Values, everybody, get, of_campaigns, post, slug, staff, unknown
from tests.world import RIDING, World

NOBODY = uuid.UUID(int=0)
OF_CHAPTER = {"foreign": 404, "reader": 403}


def campaign(world: World) -> Campaign:
    return campaigns.find(world.open)


def national(world: World) -> Account:
    return accounts.account_at(world.accounts["national"])


def mna() -> uuid.UUID:
    """Whoever sits for Trois-Rivières."""
    mandate = officials.mna_of(territory.riding_named(RIDING).id)
    assert mandate is not None
    return mandate.official_id


def read(world: World) -> int:
    """The number of what is known of them."""
    known = commitments.standing(campaign(world).id).get(mna())
    return known.revision if known else 0


def noted(world: World) -> uuid.UUID:
    """The number of a gesture that was just made."""
    said = Said(stance=Stance.SUPPORTS, on=today(), source=Source.VOTE, link="https://example.org/vote",
                sentence="J’en suis.", note="Une note.")  # fmt: skip
    return commitments.note(campaign(world), {mna(): read(world)}, said, by=national(world)).act_id


def somebody(world: World) -> dict[str, Any]:
    return {"slug": world.open, "official_id": mna()}


def ticked(world: World) -> dict[str, Any]:
    """Part of the address: whom somebody ticked."""
    return {"slug": world.open, "qui": mna()}


def form(**typed: str) -> Values:
    told = {"stance": "supports", "on": "2026-11-02", "source": "letter", "is_public": "y"} | typed
    return lambda world: {"vu": f"{mna()} {read(world)}", **told}


def gesture(world: World) -> dict[str, Any]:
    return {"slug": world.open, "act_id": noted(world)}


def known(world: World) -> dict[str, Any]:
    noted(world)
    return {"slug": world.open}


PUBLIC = (
    *of_campaigns("commitments.board"),
    get("commitments.board", "with somebody known", everybody(200), known),
    get("commitments.board", "searched", everybody(200), known, q="trois", region="04", position="supports"),
    get("commitments.board", "searched in vain", everybody(200), slug("open"), q="xyz", parti="Aucun"),
    *(get(f"commitments.{name}", "", everybody(200), known) for name in ("table", "data", "feed")),
    *(get(f"commitments.{name}", "of a draft", everybody(404), slug("draft")) for name in ("table", "data", "feed")),
    get("commitments.table", "with semicolons", everybody(200), known, delimiter=";"),
)
STAFF = (
    *(get("commitments_staff.index", name, staff(200), slug(name)) for name in ("open", "empty", "draft")),
    get("commitments_staff.index", "filtered", staff(200), known, position="unknown", q="a"),
    get("commitments_staff.index", "of no campaign", staff(404), unknown),
    get("commitments_staff.many", "", staff(200, **OF_CHAPTER), ticked),
    get("commitments_staff.many", "nobody", staff(303, reader=403), slug("open")),
    post("commitments_staff.note_many", "", staff(303, **OF_CHAPTER), slug("open"), form()),
    post("commitments_staff.note_many", "with mistakes", staff(422, **OF_CHAPTER), slug("open"), form(on="", link="x")),
    get("commitments_staff.one", "", staff(200, foreign=404), somebody),
    get("commitments_staff.one", "of nobody", staff(404),
        lambda world: {"slug": world.open, "official_id": NOBODY}),
    post("commitments_staff.note", "", staff(303, **OF_CHAPTER), somebody, form(stance="met", source="meeting")),
    post("commitments_staff.note", "with mistakes", staff(422, **OF_CHAPTER), somebody, form(stance="", source="")),
    post("commitments_staff.undo", "", staff(303, **OF_CHAPTER), gesture),
    post("commitments_staff.undo", "of nothing", staff(404, reader=403),
         lambda world: {"slug": world.open, "act_id": NOBODY}),
)  # fmt: skip
CASES: tuple[Case, ...] = (*PUBLIC, *STAFF)
