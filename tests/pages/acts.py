"""What staff do beside deciding: enter what they received, correct, move, note; and whom they call."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.core.clock import today
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.models import Cosignature, FollowUpNote
from tests.pages.case import Answers, Case, Values, fixed, get, post, read, slug, unknown
from tests.pages.validation import cosignature, new_cosignature, on_the_page
from tests.world import CITY, MINE, World

SOON = (today() + timedelta(days=2)).isoformat()  # read once: still to come when midnight passes meanwhile


def written_down(**changes: str) -> Values:
    """The form of an entry, of an organization that nobody has seen, in the region of chapter A."""

    def form(world: World) -> dict[str, Any]:
        number = next(world.numbers)
        typed = {"entry": "", "organization_id": "", "organization": f"Centre reçu {number}", "region": MINE}
        typed |= {"city": CITY, "name": "Odile Essai", "title": "coordonnatrice", "channel": "phone"}
        typed |= {"email": f"recue-{number}@example.org", "authority": "yes", "received_by": "Chantal Essai"}
        return typed | {"received_on": today().isoformat(), "authority_on": ""} | changes

    return form


def organization_of(state: str) -> Values:
    """The organization of that cosignature, in the open campaign."""

    def values(world: World) -> dict[str, Any]:
        signed = db.session.get_one(Cosignature, world.signatures[state])
        return {"slug": world.open, "organization_id": signed.organization_id}

    return values


def newly_signed(world: World) -> dict[str, Any]:
    """The organization of one more cosignature."""
    signed = db.session.get_one(Cosignature, world.sign("confirmed"))
    return {"slug": world.open, "organization_id": signed.organization_id}


def noted(world: World) -> dict[str, Any]:
    """A note of the national staff about one more organization."""
    values = newly_signed(world)
    national = db.session.scalars(sa.select(Account).where(Account.email == world.accounts["national"])).one()
    service.note(campaigns.find(world.open), values["organization_id"], "Rappeler lundi.", by=national)
    note_id = db.session.scalars(
        sa.select(FollowUpNote.id).where(FollowUpNote.organization_id == values["organization_id"])
    ).one()
    return {**values, "note_id": note_id}


def nobody(world: World) -> dict[str, Any]:
    return {"slug": world.open, "organization_id": uuid.UUID(int=1)}


def of_its_author(status: int) -> Answers:
    return {**read(404), "national": status}


CORRECTED = {"organization": "Un nom corrigé", "city": CITY, "name": "Odile Essai", "title": "direction"}
ENTERING = (
    get("entering.enter", "", read(200, foreign=200), slug("open")),
    get("entering.enter", "of a closed campaign", read(200, foreign=200), slug("closed")),
    get("entering.enter", "of a draft", read(404), slug("draft")),
    get("entering.enter", "of no campaign", read(404), unknown),
    post("entering.entered", "", read(303, foreign=422), slug("open"), written_down()),
    post("entering.entered", "with mistakes", read(422, foreign=422), slug("open"),
         written_down(organization="=1", region="99", received_on="demain", email="x")),
    post("entering.entered", "empty", read(422, foreign=422), slug("open")),
)  # fmt: skip
ACTS = (
    *(get("cosignature_acts.correct", state, read(200), cosignature(state)) for state in ("confirmed", "withdrawn")),
    get("cosignature_acts.correct", "not confirmed", read(404), cosignature("submitted")),
    post("cosignature_acts.correct", "", read(303), new_cosignature("confirmed"), on_the_page(**CORRECTED)),
    post("cosignature_acts.correct", "with mistakes", read(422), cosignature("confirmed"), fixed(organization="")),
    post("cosignature_acts.move", "", read(303), new_cosignature("confirmed"), on_the_page(region="02")),
    post("cosignature_acts.move", "nowhere", read(422), cosignature("confirmed"), fixed(region="99")),
    post("cosignature_acts.resolution", "", read(303), new_cosignature("validated"),
         lambda world: on_the_page(resolved_on=today().isoformat(), number="CA-12")(world)),
    post("cosignature_acts.resolution", "with mistakes", read(422), cosignature("confirmed"),
         fixed(resolved_on="un lundi")),
)  # fmt: skip
FOLLOWING = (
    get("follow_up.calls", "", read(200, foreign=200), slug("open")),
    get("follow_up.calls", "of no campaign", read(404), unknown),
    get("follow_up.one", "", read(200), organization_of("confirmed")),
    get("follow_up.one", "of nobody", read(404), nobody),
    post("follow_up.note", "", read(303), organization_of("confirmed"), fixed(body="Rappeler lundi.")),
    post("follow_up.note", "empty", read(422), organization_of("confirmed"), fixed(body=" ")),
    post("follow_up.erase_note", "of somebody else", of_its_author(303), noted),
    post("follow_up.plan_call", "", read(303), newly_signed, fixed(was="", next_call_on=SOON)),
    post("follow_up.plan_call", "with a mistake", read(422), organization_of("confirmed"), fixed(next_call_on="x")),
)

CASES: tuple[Case, ...] = (*ENTERING, *ACTS, *FOLLOWING)
