"""Another e-mail address for a signature: asked for, proved, refused."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core.database import db
from app.core.personal_links import PersonalLink
from app.cosignatures import links, service
from app.cosignatures.models import AddressChange
from tests.pages.case import Case, Values, fixed, get, holder, post
from tests.pages.signing import new_signature, signature
from tests.world import OLD, World, link


def asked(world: World) -> uuid.UUID:
    """Somebody who signed has just asked for another address."""
    cosignature_id = world.sign("confirmed")
    service.ask_for_address(cosignature_id, f"nouvelle-{next(world.numbers)}@example.org")
    return db.session.scalars(sa.select(AddressChange.id).where(AddressChange.cosignature_id == cosignature_id)).one()


def change(purpose: PersonalLink, *, age: int = 0) -> Values:
    return lambda world: {"token": link(purpose, asked(world), age=age)}


def taken(purpose: PersonalLink) -> Values:
    def values(world: World) -> dict[str, str]:
        change_id = asked(world)
        service.take_address(change_id)
        return {"token": link(purpose, change_id)}

    return values


def refused(purpose: PersonalLink) -> Values:
    def values(world: World) -> dict[str, str]:
        change_id = asked(world)
        service.refuse_address(change_id)
        return {"token": link(purpose, change_id)}

    return values


def another(world: World) -> dict[str, str]:
    return {"email": f"nouvelle-{next(world.numbers)}@example.org"}


CASES: tuple[Case, ...] = (
    get("address.ask", "", holder(200), signature("confirmed")),
    get("address.ask", "withdrawn", holder(410), signature("withdrawn")),
    post("address.ask", "", holder(303), new_signature("confirmed"), another),
    post("address.ask", "with a mistake", holder(422), signature("confirmed"), fixed(email="nouvelle@")),
    post("address.ask", "in the other language", holder(200), signature("confirmed"), fixed(email="n@", langue="1")),
    post("address.ask", "not confirmed yet", holder(409), new_signature("submitted"), fixed(email="n@example.org")),
    get("address.confirm", "", holder(200), change(links.ADDRESS)),
    get("address.confirm", "taken already", holder(303), taken(links.ADDRESS)),
    get("address.confirm", "refused", holder(410), refused(links.ADDRESS)),
    get("address.confirm", "too old", holder(410), change(links.ADDRESS, age=OLD)),
    post("address.confirm", "", holder(303), change(links.ADDRESS)),
    post("address.confirm", "refused", holder(410), refused(links.ADDRESS)),
    get("address.refuse", "", holder(200), change(links.NOT_ME)),
    get("address.refuse", "taken already", holder(200), taken(links.NOT_ME)),
    get("address.refuse", "refused already", holder(410), refused(links.NOT_ME)),
    post("address.refuse", "", holder(200), change(links.NOT_ME)),
    post("address.refuse", "taken already", holder(200), taken(links.NOT_ME)),
)
