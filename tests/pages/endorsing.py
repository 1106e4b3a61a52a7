"""Somebody endorses, keeps the endorsement in hand, and staff look at it."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.campaigns import service as campaigns
from app.core.database import db
from app.core.personal_links import PersonalLink
from app.endorsements import links, service
from app.endorsements.models import Endorsement, Supporting
from tests.pages.case import (
    Case,
    Values,
    everybody,
    fixed,
    get,
    holder,
    of_campaigns,
    post,
    read,
    slug,
    staff,
    unknown,
    waiting,
)
from tests.world import CITY, MINE, OLD, World, link

EXPORTER = {**staff(403), "chapter_a": 200}
STATES = ("submitted", "confirmed", "validated", "declined")


def endorsed(world: World, state: str) -> uuid.UUID:
    """One more, brought to that state."""
    number = next(world.numbers)
    given = service.Given(kind=Supporting.UNION, name=f"Syndicat des essais {number}", region_code=MINE, city=CITY,
                          person="Odile Essai", person_title="présidence")  # fmt: skip
    form = service.Submission(given=given, email=f"appui-{number}@example.org", publishes_name=True, wants_news=False,
                              locale="fr", ip=f"198.51.{number // 50}.11")  # fmt: skip
    key = service.submit(campaigns.find(world.open), form)
    if state != "submitted":
        service.confirm(key)
    national = accounts.account_at(world.accounts["national"])
    if state == "validated":
        service.validate(key, as_seen(key), by=national)
    elif state == "declined":
        service.decline(key, as_seen(key), "Une erreur.", by=national)
    elif state == "withdrawn":
        service.withdraw(key)
    return key


def lost(world: World) -> dict[str, Any]:
    """The address of one whose mail is lost."""
    given = db.session.get_one(Endorsement, endorsed(world, "confirmed")).endorser
    return {"email": given.email if given else ""}


def as_seen(key: uuid.UUID) -> str:
    return db.session.get_one(Endorsement, key).as_seen


def held(state: str, purpose: PersonalLink = links.MANAGE, *, age: int = 0) -> Values:
    return lambda world: {"token": link(purpose, endorsed(world, state), age=age)}


def one(state: str) -> Values:
    return lambda world: {"endorsement_id": endorsed(world, state)}


def latest(**typed: str) -> Values:
    """The button of the page that shows the last one."""

    def form(world: World) -> dict[str, Any]:
        last = db.session.query(Endorsement).order_by(Endorsement.id.desc()).first()
        return {"seen": last.as_seen if last else "", **typed}

    return form


def filled(**changes: str) -> Values:
    def form(world: World) -> dict[str, Any]:
        number = next(world.numbers)
        typed = {"kind": "union", "body": f"Syndicat typé {number}", "name": "Odile Essai", "title": "présidence"}
        typed |= {"region": MINE, "city": CITY, "email": f"typee-appui-{number}@example.org", "website": ""}
        return typed | changes

    return form


PUBLIC = (
    *of_campaigns("endorsements.endorse", closed=410),
    post("endorsements.submit", "filled in", everybody(303), slug("open"), filled()),
    post("endorsements.submit", "empty", everybody(422), slug("open")),
    post("endorsements.submit", "in the other language", everybody(200), slug("open"), filled(langue="1")),
    post(
        "endorsements.submit",
        "with mistakes",
        everybody(422),
        slug("open"),
        filled(kind="party", body="=cmd()", name="12", region="99", email="odile@"),
    ),
    get("endorsements.wait", "", holder(200), waiting(held("submitted", links.WAIT))),
    post(
        "endorsements.wait", "with a wrong code", holder(422), waiting(held("submitted", links.WAIT)), fixed(code="12")
    ),
    *of_campaigns("endorsements.resend"),
    post("endorsements.resend", "", everybody(200), slug("open"), lost),
    post("endorsements.resend", "empty", everybody(422), slug("open")),
    post("endorsements.resend", "with a mistake", everybody(422), slug("open"), fixed(email="odile")),
    get("endorsements.confirm", "not confirmed yet", holder(200), held("submitted", links.CONFIRM)),
    get("endorsements.confirm", "confirmed already", holder(303), held("confirmed", links.CONFIRM)),
    get("endorsements.confirm", "too old", holder(410), held("submitted", links.CONFIRM, age=OLD)),
    post("endorsements.confirmed", "", holder(303), held("submitted", links.CONFIRM)),
    *(get("endorsements.manage", state, holder(200), held(state)) for state in STATES),
    get("endorsements.manage", "withdrawn", holder(410), held("withdrawn")),
    get("endorsements.correct", "", holder(200), held("confirmed")),
    post("endorsements.correct", "", holder(303), held("confirmed"), filled()),
    post("endorsements.correct", "with mistakes", holder(422), held("confirmed"), filled(name="")),
    post("endorsements.choose", "", holder(303), held("validated"), fixed(news="y")),
    get("endorsements.withdraw", "", holder(200), held("validated")),
    post("endorsements.withdraw", "", holder(200), held("confirmed")),
    *of_campaigns("endorsements.public_csv"),
)
STAFF = (
    *(get("endorsements_staff.pile", pile, read(200, foreign=200), slug("open"), etat=pile)
      for pile in ("a-valider", "valides", "refuses")),
    get("endorsements_staff.pile", "of no campaign", read(404), unknown),
    get("endorsements_staff.internal", "", EXPORTER, slug("open")),
    get("endorsements_staff.internal", "of no campaign", {**staff(403), "chapter_a": 404}, unknown),
    post("endorsements_staff.internal", "", EXPORTER, slug("open"), fixed(purpose="keep_the_proof", format="csv")),
    post("endorsements_staff.internal", "without a reason", {**staff(403), "chapter_a": 422}, slug("open"),
         fixed(format="csv")),
    *(get("endorsements_staff.one", state, read(200), one(state)) for state in STATES[1:]),
    get("endorsements_staff.one", "not confirmed", read(404), one("submitted")),
    post("endorsements_staff.validate", "", read(303), one("confirmed"), latest()),
    post("endorsements_staff.decline", "", read(303), one("confirmed"), latest(reason="Une erreur.")),
    post("endorsements_staff.decline", "without a reason", read(422), one("confirmed"), latest(reason="")),
    post("endorsements_staff.reopen", "", read(303), one("validated"), latest()),
    post("endorsements_staff.correct", "", read(303), one("confirmed"),
         latest(kind="municipality", name="Ville corrigée", region=MINE, city=CITY)),
    post("endorsements_staff.correct", "with mistakes", read(422), one("confirmed"), latest(kind="x", name="")),
)  # fmt: skip
CASES: tuple[Case, ...] = (*PUBLIC, *STAFF)
