"""Signatures on paper: the sheet to print, and the batches that staff note, correct, cancel and restore."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.campaigns import service as campaigns
from app.core.clock import today
from app.paper import service
from tests.pages.case import Case, Values, fixed, get, post, read, slug, unknown
from tests.world import MINE, World


def noted(world: World) -> uuid.UUID:
    """One more batch, of the region of chapter A."""
    counted = service.Counted(
        collected_on=today(), place="AGA des essais", region_code=MINE, number=12, entered=2, counted_by="Odile Essai"
    )
    national = accounts.account_at(world.accounts["national"])
    return service.note(campaigns.find(world.open), counted, by=national).id


def batch(world: World) -> dict[str, Any]:
    return {"batch_id": noted(world)}


def cancelled(world: World) -> dict[str, Any]:
    batch_id = noted(world)
    service.cancel(batch_id, by=accounts.account_at(world.accounts["national"]))
    return {"batch_id": batch_id}


def counted(**changes: str) -> Values:
    typed = {
        "place": "AGA",
        "region_code": MINE,
        "number": "12",
        "entered": "0",
        "counted_by": "Odile Essai",
        **changes,
    }
    return lambda world: {"collected_on": today().isoformat(), **typed}


CASES: tuple[Case, ...] = (
    *(get("paper.ledger", name, read(200, foreign=200), slug(name)) for name in ("open", "empty", "closed", "draft")),
    get("paper.ledger", "of no campaign", read(404), unknown),
    post("paper.ledger", "", read(303, foreign=422), slug("open"), counted()),
    post("paper.ledger", "empty", read(422, foreign=422), slug("open")),
    post("paper.ledger", "with mistakes", read(422, foreign=422), slug("open"), counted(number="x", entered="99")),
    post("paper.ledger", "of a draft", read(409, foreign=422), slug("draft"), counted()),
    get("paper.sheet", "", read(200, foreign=200), slug("open")),
    get("paper.sheet", "of an assembly", read(200, foreign=200), slug("open"), assemblee="AGA", date="2026-11-20"),
    get("paper.sheet", "that there is not", read(422, foreign=422), slug("open"), format="a0"),
    get("paper.sheet", "of no campaign", read(404), unknown),
    get("paper.batch", "", read(200), batch),
    get("paper.batch", "cancelled", read(200), cancelled),
    post("paper.batch", "", read(303), batch, counted(number="14")),
    post("paper.batch", "with a mistake", read(422), batch, counted(entered="13")),
    post("paper.batch", "cancelled", read(409), cancelled, counted()),
    post("paper.cancel", "", read(303), batch),
    post("paper.restore", "", read(303), cancelled),
    post("paper.restore", "not cancelled", read(303), batch, fixed()),
)
