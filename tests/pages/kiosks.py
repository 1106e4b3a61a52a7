"""A kiosk: on the desk, where it is opened and closed; and on the tablet, which has its link."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service as accounts
from app.campaigns import service as campaigns
from app.core.clock import today
from app.cosignatures import links, service
from app.cosignatures.kiosks import tablets
from tests.pages.case import Case, Values, everybody, fixed, get, holder, post, read, slug, unknown
from tests.pages.signing import filled
from tests.world import MINE, OLD, PUBLISHED, World, link


def opened(world: World) -> uuid.UUID:
    """One more, for the region of chapter A."""
    assembly = service.Assembly(name="AGA des essais", held_on=today(), place="Ici", hours=6, region_code=MINE)
    national = accounts.account_at(world.accounts["national"])
    return service.open_kiosk(campaigns.find(world.open), assembly, by=national).id


def closed(world: World) -> uuid.UUID:
    kiosk_id = opened(world)
    service.close_kiosk(kiosk_id, by=accounts.account_at(world.accounts["national"]))
    return kiosk_id


def kiosk(world: World) -> dict[str, Any]:
    return {"kiosk_id": opened(world)}


def closed_kiosk(world: World) -> dict[str, Any]:
    return {"kiosk_id": closed(world)}


def tablet(world: World) -> dict[str, Any]:
    """The kiosk that the browser of the holder entered; a browser of the audit enters it by `code_of_the_holder`."""
    if world.kiosk is None:
        entered = tablets.enter(code_of_the_holder(world))
        with world.visitor("holder").session_transaction() as kept:
            kept["kiosk.tablets"] = [entered.id.hex]
    return {"token": link(links.KIOSK, world.kiosk or uuid.UUID(int=0))}


def code_of_the_holder(world: World) -> str:
    """For one more tablet."""
    national = accounts.account_at(world.accounts["national"])
    world.kiosk = world.kiosk or opened(world)
    return tablets.code_of(tablets.admit(world.kiosk, by=national))


def old_link(world: World) -> dict[str, Any]:
    return {"token": link(links.KIOSK, opened(world), age=OLD)}


def passer_by(world: World) -> dict[str, Any]:
    """Who has the address, and not the tablet."""
    return {"token": link(links.KIOSK, opened(world))}


def entered_by_one(world: World) -> dict[str, Any]:
    kiosk_id = opened(world)
    national = accounts.account_at(world.accounts["national"])
    tablets.enter(tablets.code_of(service.kiosk(national, kiosk_id).kiosk))
    return {"kiosk_id": kiosk_id, "number": 1}


def lost_tablet(world: World) -> dict[str, Any]:
    return {"token": link(links.KIOSK, closed(world))}


def assembly(**changes: str) -> Values:
    typed = {"assembly": "AGA", "place": "Ici", "hours": "4", "region": MINE, **changes}
    return lambda world: {"held_on": today().isoformat(), **typed}


DESK = (
    get("kiosk_desk.kiosks", "", read(200, foreign=200), slug("open")),
    get("kiosk_desk.kiosks", "of a closed campaign", read(200, foreign=200), slug("closed")),
    get("kiosk_desk.kiosks", "of no campaign", read(404), unknown),
    post("kiosk_desk.kiosks", "", read(303, foreign=422), slug("open"), assembly()),
    post("kiosk_desk.kiosks", "empty", read(422, foreign=422), slug("open")),
    post("kiosk_desk.kiosks", "with mistakes", read(422, foreign=422), slug("open"), assembly(hours="99", place="")),
    post("kiosk_desk.kiosks", "of a closed campaign", read(410, foreign=422), slug("closed"), assembly()),
    get("kiosk_desk.kiosk", "", read(200), kiosk),
    get("kiosk_desk.kiosk", "closed", read(200), closed_kiosk),
    get(
        "kiosk_desk.kiosk",
        "that a tablet entered",
        read(200),
        lambda world: {"kiosk_id": entered_by_one(world)["kiosk_id"]},
    ),
    post("kiosk_desk.admit", "", read(303), kiosk),
    post("kiosk_desk.admit", "closed", read(303), closed_kiosk),
    post("kiosk_desk.shut_out", "", read(303), entered_by_one),
    post("kiosk_desk.shut_out", "that never entered", read(404), lambda world: {**kiosk(world), "number": 7}),
    post("kiosk_desk.extend", "", read(303), kiosk, fixed(hours="2")),
    post("kiosk_desk.extend", "closed", read(303), closed_kiosk, fixed(hours="2")),
    post("kiosk_desk.extend", "with a mistake", read(422), kiosk, fixed(hours="x")),
    post("kiosk_desk.close", "", read(303), kiosk),
)
TABLET = (
    get("kiosk.enter", "", everybody(200)),
    get("kiosk.enter", "by the drawing", everybody(200), code="K7QF3MPD"),
    post("kiosk.enter", "empty", everybody(422)),
    post("kiosk.enter", "with a mistake", everybody(422), form=fixed(code="A" * 50)),
    get("kiosk.sign", "", holder(200), tablet),
    get("kiosk.sign", "on another tablet", holder(403), passer_by),
    get("kiosk.sign", "closed", holder(410), lost_tablet),
    get("kiosk.sign", "too old", holder(410), old_link),
    post("kiosk.submit", "filled in", holder(303), tablet, filled()),
    post("kiosk.submit", "empty", holder(422), tablet),
    post("kiosk.submit", "with mistakes", holder(422), tablet, filled(organization="=1", region="99", email="x")),
    post("kiosk.submit", "already on the list", holder(422), tablet, filled(organization=PUBLISHED)),
    post("kiosk.submit", "in the other language", holder(200), tablet, filled(langue="1")),
    post("kiosk.submit", "wiped", holder(303), tablet, filled(wipe="1")),
    post("kiosk.submit", "on another tablet", holder(403), passer_by, filled()),
    post("kiosk.submit", "closed", holder(410), lost_tablet, filled()),
    get("kiosk.thanks", "", holder(200), tablet),
    get("kiosk.thanks", "closed", holder(410), lost_tablet),
)
CASES: tuple[Case, ...] = (*DESK, *TABLET)
