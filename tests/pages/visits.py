"""Visits planned and made, the dossier of a riding, sentences to quote, and the deposits that everybody reads."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.core.clock import today
from app.messages import links
from app.messages import service as messages
from app.messages.models import LookupMethod
from app.territory import service as territory
from app.visits import service as visits
from app.visits.models import State
from app.visits.service import Deposit, Photo, Plan
from tests.pages.case import Case, Values, everybody, fixed, get, holder, of_campaigns, post, slug, staff, unknown
from tests.visits.conftest import picture
from tests.world import CITY, EMPTY_SEAT, RIDING, WITHOUT_ADDRESS, World, link

STATES = ("planned", "deposited", "cancelled")
FREE = "laviolette-saint-maurice"
OF_CHAPTER = {"foreign": 404, "reader": 403}


def national(world: World) -> Account:
    return accounts.account_at(world.accounts["national"])


def plan(riding: str) -> Plan:
    target = f"riding:{territory.riding_named(riding).id}"
    return Plan(target=target, meets_on=date(2026, 12, 1), hour=None, place="12, rue de l’Essai",
                delegation="Odile Essai, Phare", edition=None)  # fmt: skip


def visit(world: World, name: str = "planned") -> uuid.UUID:
    """The one of that name, in that state again whatever was done to it since."""
    by = national(world)
    if name not in world.visits:
        riding = {"planned": RIDING, "deposited": EMPTY_SEAT, "cancelled": WITHOUT_ADDRESS}[name]
        world.visits[name] = visits.plan(campaigns.find(world.open), plan(riding), by=by).id
    found = visits.visit_of(by, world.visits[name])
    if found.state.value != name and found.state is not State.PLANNED:
        visits.take_back(found.id, seen=found.revision, by=by)
    if name == "cancelled" and found.state is State.PLANNED:
        visits.cancel(found.id, "Tempête.", seen=found.revision, by=by)
    elif name == "deposited" and found.photo is None:
        content, width, height = visits.drawn(picture())
        photo = Photo(content=content, width=width, height=height, words="Trois personnes.")
        done = Deposit(on=today(), edition=1, organizations=3, is_public=True, photo=photo)
        visits.deposit(found.id, done, seen=found.revision, by=by)
    return found.id


def of(name: str = "planned") -> Values:
    return lambda world: {"visit_id": visit(world, name)}


def seen(name: str = "planned", **typed: str) -> Values:
    """The form of the page that was just opened."""
    return lambda world: {"seen": visits.visit_of(national(world), visit(world, name)).revision, **typed}


def planned(**typed: str) -> Values:
    """A riding where no visit is to come: one planned there before is cancelled."""

    def form(world: World) -> dict[str, Any]:
        riding = territory.riding_named(FREE)
        for one in visits.agenda(national(world), world.open).to_come:
            if one.riding_id == riding.id:
                visits.cancel(one.id, "Une autre.", seen=one.revision, by=national(world))
        told = {"target": f"riding:{riding.id}", "meets_on": "2026-12-01", "place": "Bureau", "edition": ""}
        return told | {"delegation": ""} | typed

    return form


def public_photo(digest: str = "") -> Values:
    def values(world: World) -> dict[str, Any]:
        found = visits.visit_of(national(world), visit(world, "deposited"))
        shown = found.photo.digest if found.photo else ""
        return {"slug": world.open, "visit_id": found.id, "digest": digest or shown}

    return values


def sentence(world: World) -> dict[str, Any]:
    """Of somebody of Trois-Rivières who agreed to be quoted."""
    return {"slug": world.open, "message_id": agreed(world, "read")}


def taken_back(world: World) -> dict[str, Any]:
    """The link of another."""
    return {"token": link(links.MANAGE, agreed(world, "taken-back"))}


def agreed(world: World, name: str) -> uuid.UUID:
    if name not in world.visits:
        draft = messages.Draft(
            campaign=campaigns.find(world.open), riding=territory.riding_named(RIDING),
            lookup_method=LookupMethod.RIDING, locale="fr", subject="Le communautaire", body="Bonjour.\n\n[votre nom]",
            personal_line="Une phrase à citer.", name="Rachel Essai", email=f"rachel-{name}@example.org", city=CITY,
            quotes_line=True,
        )  # fmt: skip
        world.visits[name] = messages.confirm(messages.write(draft, ip="198.51.100.99")).message.id
    return world.visits[name]


def opened(world: World) -> dict[str, Any]:
    """The page of the sentences, with one of them on it."""
    sentence(world)
    return {"slug": world.open}


def at(riding: str) -> Values:
    return lambda world: {"slug": world.open, "riding": riding}


PUBLIC = (
    *of_campaigns("visits.deposits"),
    get("visits.photo", "", everybody(200), public_photo()),
    get("visits.photo", "that is another", everybody(404), public_photo("0" * 16)),
)
PLANNING = (
    *(get("visits_staff.index", name, staff(200), slug(name)) for name in ("open", "empty", "draft")),
    get("visits_staff.index", "of no campaign", staff(404), unknown),
    get("visits_staff.plan", "", staff(200, reader=403), slug("open")),
    get("visits_staff.plan", "for somebody", staff(200, reader=403), slug("open"), pour="portfolio:finance"),
    post("visits_staff.plan", "", staff(303, foreign=422, reader=403), slug("open"), planned()),
    post("visits_staff.plan", "with mistakes", staff(422, reader=403), slug("open"),
         planned(meets_on="demain", hour="x")),
    *(get("visits_staff.one", name, staff(200, foreign=404), of(name)) for name in STATES),
    get("visits_staff.one", "of no visit", staff(404), lambda world: {"visit_id": uuid.UUID(int=0)}),
    get("visits_staff.edit", "", staff(200, **OF_CHAPTER), of()),
    get("visits_staff.edit", "once it was made", staff(200, **OF_CHAPTER), of("deposited")),
    post("visits_staff.edit", "", staff(303, **OF_CHAPTER), of(), seen(place="Ailleurs")),
    post("visits_staff.edit", "empty", staff(422, **OF_CHAPTER), of(), seen(place="", meets_on="")),
    post("visits_staff.cancel", "", staff(303, **OF_CHAPTER), of(), seen(reason="Tempête.")),
    post("visits_staff.cancel", "without a reason", staff(422, **OF_CHAPTER), of(), seen(reason="")),
    post("visits_staff.take_back", "", staff(303, **OF_CHAPTER), of("cancelled"), seen("cancelled")),
    post("visits_staff.take_back", "of another moment", staff(303, **OF_CHAPTER), of("cancelled"), fixed(seen="x")),
    get("visits_staff.calendar", "", staff(200, **OF_CHAPTER), of()),
)  # fmt: skip
DEPOSITS = (
    get("deposits.deposit", "", staff(200, **OF_CHAPTER), of()),
    get("deposits.deposit", "again", staff(200, **OF_CHAPTER), of("deposited")),
    post("deposits.deposit", "", staff(303, **OF_CHAPTER), of(),
         seen(on="2026-11-01", edition="1", organizations="3", is_public="y")),
    post("deposits.deposit", "with mistakes", staff(422, **OF_CHAPTER), of(), seen(on="", organizations="-1")),
    get("deposits.answer", "", staff(200, **OF_CHAPTER), of()),
    post("deposits.answer", "", staff(303, **OF_CHAPTER), of("deposited"),
         seen("deposited", answer="supports", on="2026-11-01", is_public="y")),
    post("deposits.answer", "without its day", staff(422, **OF_CHAPTER), of("deposited"),
         seen("deposited", answer="refuses", on="")),
    get("deposits.photo", "", staff(200, **OF_CHAPTER), of("deposited")),
    get("deposits.photo", "where there is none", staff(404, reader=403), of()),
)  # fmt: skip
DOSSIERS = (
    post("messages.take_back_excerpt", "", holder(303), taken_back),
    get("dossiers.index", "", staff(200), slug("open")),
    get("dossiers.index", "of no campaign", staff(404), unknown),
    get("dossiers.one", "", staff(200, foreign=404), at(RIDING)),
    get("dossiers.one", "of an empty seat", staff(200, foreign=404), at(EMPTY_SEAT)),
    get("dossiers.one", "of no riding", staff(404), at("nulle-part")),
    get("dossiers.pdf", "", staff(200, foreign=404), at(RIDING)),
    get("dossiers.excerpts", "", staff(200, reader=403), opened),
    get("dossiers.excerpts", "none", staff(200, reader=403), slug("empty")),
    post("dossiers.read", "", staff(303, **OF_CHAPTER), sentence, fixed(decision="accepted")),
    post("dossiers.read", "set aside", staff(303, **OF_CHAPTER), sentence, fixed(decision="set_aside")),
    post("dossiers.read", "that is gone", staff(404, reader=403),
         lambda world: {"slug": world.open, "message_id": uuid.UUID(int=0)}),
)  # fmt: skip
CASES: tuple[Case, ...] = (*PUBLIC, *PLANNING, *DEPOSITS, *DOSSIERS)
