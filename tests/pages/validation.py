"""The piles, and the decisions on one cosignature or several."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.campaigns import service as campaigns
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature, GroupValidation
from tests.pages.case import Case, Values, fixed, get, post, read, slug, staff, unknown
from tests.pages.signing import LIVING
from tests.world import World


def cosignature(state: str) -> Values:
    return lambda world: {"cosignature_id": world.signatures[state]}


def new_cosignature(state: str) -> Values:
    return lambda world: {"cosignature_id": world.sign(state)}


def as_seen(cosignature_id: uuid.UUID | None) -> str:
    return db.session.get_one(Cosignature, cosignature_id).as_seen


def on_the_page(**typed: str) -> Values:
    """The button of the page that shows the last one that signed."""
    return lambda world: {"state": as_seen(world.latest), **typed}


def ticked(world: World) -> dict[str, Any]:
    new = world.sign("confirmed")
    return {"cosignature": f"{new} {as_seen(new)}"}


def decided(world: World) -> dict[str, Any]:
    new = world.sign("validated")
    return {"cosignature": f"{new} {as_seen(new)}"}


def validated_together(world: World) -> dict[str, Any]:
    """An act of chapter A, that only it may undo."""
    with unit_of_work():
        act = GroupValidation(
            campaign_id=campaigns.find(world.open).id, validated=1, left=0, validated_at=now(),
            account_id=accounts.account_at(world.accounts["chapter_a"]).id,
        )  # fmt: skip
        db.session.add(act)
    return {"group_id": act.id}


PILES = ("a-valider", "a-verifier", "validees", "refusees", "retirees", "en-double")
CASES: tuple[Case, ...] = (
    *(get("cosignatures_staff.pile", pile, read(200, foreign=200), slug("open"), etat=pile) for pile in PILES),
    get("cosignatures_staff.pile", "of a new campaign", read(200, foreign=200), slug("empty")),
    get("cosignatures_staff.pile", "of a draft", read(200, foreign=200), slug("draft")),
    get("cosignatures_staff.pile", "of no campaign", read(404), unknown),
    get("cosignatures_staff.pile", "of another region", read(200, foreign=200), slug("open"), region="06"),
    get("cosignatures_staff.pile", "searched in vain", read(200, foreign=200), slug("open"), q="rien de tel"),
    *(get("cosignatures_staff.one", state, read(200), cosignature(state)) for state in LIVING if state != "submitted"),
    get("cosignatures_staff.one", "withdrawn", read(200), cosignature("withdrawn")),
    get("cosignatures_staff.one", "not confirmed", read(404), cosignature("submitted")),
    get("cosignatures_staff.one", "of another region", {**read(200, foreign=200), "chapter_a": 404},
        cosignature("foreign")),
    post("cosignatures_staff.validate", "", read(303), new_cosignature("confirmed"), on_the_page()),
    post("cosignatures_staff.validate", "decided meanwhile", read(303), new_cosignature("declined"),
         fixed(state="confirmed")),
    post("cosignatures_staff.validate", "not confirmed", read(404), new_cosignature("submitted"),
         fixed(state="submitted")),
    post("cosignatures_staff.validate_many", "", read(303, foreign=303), form=ticked),
    post("cosignatures_staff.validate_many", "nothing ticked", read(303, foreign=303)),
    post("cosignatures_staff.decline", "", read(303), new_cosignature("confirmed"), on_the_page(reason="Une ville.")),
    post("cosignatures_staff.decline", "without a reason", read(422), cosignature("confirmed"),
         fixed(state="confirmed", reason="")),
    post("cosignatures_staff.reopen_many", "", read(303, foreign=303), form=decided),
    post("cosignatures_staff.reopen_many", "nothing named", read(303, foreign=303)),
    get("together.numbers", "", read(200, foreign=200), slug("open")),
    get("together.numbers", "of no campaign", read(404), unknown),
    post("together.validate", "numbers that changed", read(409, foreign=409), slug("open"), fixed(nombre="7")),
    post("together.undo", "", {**staff(404, reader=403), "chapter_a": 303}, validated_together),
    post("cosignatures_staff.reopen", "", read(303), new_cosignature("validated"), on_the_page()),
)  # fmt: skip
