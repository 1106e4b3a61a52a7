"""News and activities: read by everybody, written by staff of the region, stopped by whoever receives them."""

from __future__ import annotations

import uuid
from typing import Any

from app.core.database import db
from app.cosignatures.models import Cosignature
from app.updates import links
from tests.pages.case import Case, Values, everybody, fixed, get, holder, of_campaigns, post, slug, staff, unknown
from tests.world import MINE, World

WORDS = {"title": "On avance", "body": "Le **ministre** nous reçoit."}
HOUR = {"starts_at": "2099-05-01T13:30", "place": "Parc"}


def one(name: str, **more: str) -> Values:
    return lambda world: {"slug": world.open, "number": world.updates[name], **more}


def fresh(kind: str = "nouvelle", *, state: str = "draft", region: str = MINE) -> Values:
    """One more, which the act uses up."""
    return lambda world: {"slug": world.open, "number": world.announce(kind, state=state, region=region)}


def of_region(status: int) -> dict[str, int]:
    """Written for a region: its chapter and national staff."""
    return staff(status, foreign=404, reader=403)


def of_everybody(status: int) -> dict[str, int]:
    """Written for the whole campaign: national staff."""
    return {**of_region(status), "chapter_a": 404}


def nowhere(world: World) -> dict[str, Any]:
    return {"slug": world.open, "number": 99999}


def begun(genre: str) -> Values:
    return lambda world: {"slug": world.open, "genre": genre}


def seen(**typed: str) -> Values:
    """What is typed over what the page showed: too late, as somebody else has just changed it."""
    return lambda world: {**WORDS, "regions": MINE, "seen": "0" * 16, **typed}


def way_out(signed: uuid.UUID) -> str:
    cosignature = db.session.get_one(Cosignature, signed)
    return links.stop_token(cosignature.campaign_id, cosignature.email_key)


def stopping(state: str = "confirmed") -> Values:
    def values(world: World) -> dict[str, Any]:
        return {"token": way_out(world.signatures[state])}

    return values


def wanting(world: World) -> dict[str, Any]:
    """Somebody more who asked for news."""
    signed = world.sign("confirmed", region="00", wants_news=True)
    return {"token": way_out(signed)}


PUBLIC = (
    *of_campaigns("updates.index"),
    get("updates.index", "searched by region", everybody(200), slug("open"), region=MINE),
    get("updates.index", "searched by no region", everybody(200), slug("open"), region="99"),
    get("updates.index", "searched beyond the last page", everybody(200), slug("open"), page="99"),
    *of_campaigns("updates.feed"),
    *of_campaigns("updates.calendar"),
    get("updates.feed", "of a region", everybody(200), slug("open"), region=MINE),
    get("updates.calendar", "of no region", everybody(200), slug("open"), region="99"),
    *(get("updates.update", name, everybody(200), one(name)) for name in ("nouvelle", "communique", "activite")),
    get("updates.update", "that is a draft", everybody(404), one("draft")),
    get("updates.update", "that was taken back", everybody(410), one("taken back")),
    get("updates.update", "of no number", everybody(404), lambda world: {"slug": world.open, "number": 2**40}),
    get("updates.calendar_file", "", everybody(200), one("activite")),
    get("updates.calendar_file", "of what is no activity", everybody(404), one("nouvelle")),
    get("updates.calendar_file", "of what was taken back", everybody(410), one("taken back")),
)
LINKS = (
    get("updates_stop.ask", "", holder(200), stopping()),
    get("updates_stop.ask", "of a signature taken back", holder(200), stopping("withdrawn")),
    post("updates_stop.stop", "", holder(200), wanting),
    post("updates_stop.stop", "by one click", holder(200), wanting, fixed(**{"List-Unsubscribe": "One-Click"})),
)
WRITING = (
    *(get("updates_staff.index", name, staff(200, reader=403), slug(name)) for name in ("open", "empty", "draft")),
    get("updates_staff.index", "of no campaign", staff(404, reader=403), unknown),
    *(get("updates_staff.write", genre, staff(200, reader=403), begun(genre)) for genre in ("nouvelle", "activite")),
    get("updates_staff.write", "victoire", {**staff(404, reader=403), "national": 200, "admin": 200},
        begun("victoire")),
    get("updates_staff.write", "of no kind", staff(404, reader=403), begun("rumeur")),
    post("updates_staff.begin", "", of_region(303) | {"chapter_b": 422}, begun("nouvelle"),
         fixed(regions=MINE, **WORDS)),
    post("updates_staff.begin", "an activity", of_region(303) | {"chapter_b": 422}, begun("activite"),
         fixed(regions=MINE, **WORDS, **HOUR)),
    post("updates_staff.begin", "with mistakes", staff(422, reader=403), begun("activite"), fixed(regions="99")),
    post("updates_staff.preview_new", "of some words", staff(200, reader=403), begun("communique"),
         fixed(regions=MINE, **WORDS)),
    post("updates_staff.preview_new", "of nothing", staff(200, reader=403), begun("activite")),
    *(get("updates_staff.edit", name, of_region(200), one(name)) for name in ("activite", "draft", "taken back")),
    get("updates_staff.edit", "of everybody", of_everybody(200), one("nouvelle")),
    get("updates_staff.edit", "of no number", staff(404, reader=403), nowhere),
    post("updates_staff.save", "with mistakes", of_region(422), one("draft"), fixed(regions=MINE, title="", body="")),
    post("updates_staff.save", "after somebody else", of_region(409), one("draft"), seen()),
    post("updates_staff.preview", "of some words", of_region(200), one("activite"), seen(**HOUR)),
)  # fmt: skip
# The first of each act leaves the update where it is: hostile addresses are tried on it.
PUBLISHING = (
    post("updates_staff.publish", "what is public", of_region(303), one("activite")),
    post("updates_staff.publish", "", of_region(303), fresh()),
    post("updates_staff.schedule", "in the past", of_region(422), one("draft"), fixed(publishes_at="2020-05-01T13:30")),
    post("updates_staff.schedule", "", of_region(303), fresh(), fixed(publishes_at="2099-05-01T13:30")),
    post("updates_staff.unschedule", "what is not scheduled", of_region(303), one("draft")),
    post("updates_staff.take_back", "a draft", of_region(303), one("draft")),
    post("updates_staff.take_back", "", of_region(303), fresh(state="published")),
    post("updates_staff.discard", "what is public", of_region(404), one("activite")),
    post("updates_staff.discard", "", of_region(303), fresh()),
)
MAILING = (
    get("updates_mailing.page", "", of_everybody(200), one("nouvelle")),
    get("updates_mailing.page", "of a draft", of_region(200), one("draft")),
    get("updates_mailing.page", "of what was sent", of_everybody(200), one("mailed")),
    post("updates_mailing.send", "again", of_everybody(303), one("mailed")),
    post("updates_mailing.send", "to nobody", of_region(303), fresh(state="published")),
    post("updates_mailing.send", "a draft", of_region(303), fresh()),
    post("updates_mailing.try_out", "", of_region(303), one("draft")),
    post("updates_mailing.undo", "what was not sent", of_region(303), one("draft")),
)

CASES: tuple[Case, ...] = (*PUBLIC, *LINKS, *WRITING, *PUBLISHING, *MAILING)
