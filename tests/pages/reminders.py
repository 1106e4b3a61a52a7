"""Reminders: written by staff, stopped by whoever received one; and the answer of a board."""

from __future__ import annotations

from typing import Any

from app.core.database import db
from app.cosignatures import links
from app.cosignatures.models import Cosignature
from tests.pages.case import Case, Values, fixed, get, holder, post, read, slug, unknown
from tests.pages.signing import signature
from tests.world import MINE, World, link


def worded(**changes: str) -> Values:
    typed = {"to": "register", "region": MINE, "subject": "S", "body": "B", "subject_en": "", "body_en": "",
             "sending": "", "step": "preview"}  # fmt: skip
    return lambda world: {**typed, **changes}


def of_organization(world: World) -> dict[str, Any]:
    signed = db.session.get_one(Cosignature, world.signatures["confirmed"])
    assert signed.organization_id is not None
    return {"token": link(links.STOP, signed.organization_id)}


def of_newcomer(world: World) -> dict[str, Any]:
    signed = db.session.get_one(Cosignature, world.sign("confirmed"))
    assert signed.organization_id is not None
    return {"token": link(links.STOP, signed.organization_id)}


def awaiting(world: World) -> dict[str, Any]:
    return {"token": link(links.BOARD, world.sign("confirmed"))}


STAFF = (
    get("reminders.sent", "of a campaign", read(200, foreign=200), slug("open")),
    get("reminders.sent", "of no campaign", read(404), unknown),
    get("reminders.write", "", read(200, foreign=200), slug("open")),
    get("reminders.write", "in a closed campaign", read(410, foreign=410), slug("closed")),
    post("reminders.written", "to be seen first", read(200, foreign=422), slug("open"), worded()),
    post("reminders.written", "to be changed", read(200, foreign=422), slug("open"), worded(step="edit")),
    post("reminders.written", "with mistakes", read(422, foreign=422), slug("open"), worded(body="{x}", region="99")),
    post("reminders.written", "to nobody", read(303, foreign=422), slug("open"),
         worded(step="send", sending="01a200a0-f1c5-73c0-8aa5-1e243ebfa846")),
)  # fmt: skip
LINKS = (
    get("reminder_stop.ask", "", holder(200), of_organization),
    post("reminder_stop.stop", "", holder(200), of_newcomer),
    post("reminder_stop.stop", "by one click", holder(200), of_newcomer, fixed(**{"List-Unsubscribe": "One-Click"})),
    get("board_answer.answer", "confirmed", holder(200), signature("confirmed", links.BOARD)),
    get("board_answer.answer", "withdrawn", holder(410), signature("withdrawn", links.BOARD)),
    post("board_answer.answer", "", holder(303), awaiting, fixed(authority="no")),
    post("board_answer.answer", "with a mistake", holder(422), signature("confirmed", links.BOARD),
         fixed(authority="on_date", authority_on="hier")),
    post("board_answer.send_links", "", holder(303), awaiting),
    post("board_answer.send_links", "withdrawn", holder(410), signature("withdrawn", links.BOARD)),
)  # fmt: skip

CASES: tuple[Case, ...] = (*STAFF, *LINKS)
