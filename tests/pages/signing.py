"""An organization signs, and keeps its signature in hand."""

from __future__ import annotations

from typing import Any

from app.core.personal_links import PersonalLink
from app.cosignatures import links
from tests.pages.case import (
    Case,
    Values,
    everybody,
    fixed,
    get,
    holder,
    of_campaigns,
    post,
    slug,
    waiting,
)
from tests.world import CITY, MINE, OLD, PUBLISHED, World, link


def signature(state: str, purpose: PersonalLink = links.MANAGE, *, age: int = 0) -> Values:
    return lambda world: {"token": world.signature_link(state, purpose, age=age)}


def new_signature(state: str, purpose: PersonalLink = links.MANAGE) -> Values:
    """One that the act may use up."""
    return lambda world: {"token": link(purpose, world.sign(state))}


def filled(**changes: str) -> Values:
    """The form of a cosignature, of an organization that nobody has seen."""

    def form(world: World) -> dict[str, Any]:
        number = next(world.numbers)
        typed = {"organization": f"Centre typé {number}", "region": MINE, "city": CITY, "name": "Odile Essai"}
        typed |= {"title": "coordonnatrice", "email": f"typee-{number}@example.org", "authority": "yes"}
        return typed | {"organization_id": "", "via": "", "website": "", "opened": "", "authority_on": ""} | changes

    return form


SIGNING = (
    *of_campaigns("cosignatures.sign", closed=410),
    post("cosignatures.submit", "filled in", everybody(303), slug("open"), filled()),
    post("cosignatures.submit", "empty", everybody(422), slug("open")),
    post("cosignatures.submit", "with mistakes", everybody(422), slug("open"), filled(
        organization="=cmd()", region="99", city="…", name="12", title="", email="odile@", authority="on_date",
        authority_on="hier",
    )),
    post("cosignatures.submit", "in the other language", everybody(200), slug("open"), filled(email="o@", langue="1")),
    post("cosignatures.submit", "already on the list", everybody(409), slug("open"), filled(organization=PUBLISHED)),
    post("cosignatures.submit", "in a closed campaign", everybody(410), slug("closed"), filled()),
    post("cosignatures.submit", "in a draft", everybody(404), slug("draft"), filled()),
    get("cosignatures.wait", "", holder(200), waiting(signature("submitted", links.WAIT))),
    get("cosignatures.wait", "too old", holder(410), waiting(signature("submitted", links.WAIT, age=OLD))),
    post("cosignatures.wait", "with a wrong code", holder(422), waiting(new_signature("submitted", links.WAIT)),
         fixed(code="12")),
    *of_campaigns("cosignatures.resend"),
    post("cosignatures.resend", "known", everybody(200), slug("open"), fixed(email="odile-2@example.org")),
    post("cosignatures.resend", "unknown", everybody(200), slug("open"), fixed(email="personne@example.org")),
    post("cosignatures.resend", "with a mistake", everybody(422), slug("open"), fixed(email="odile")),
    get("cosignatures.confirm", "not confirmed yet", holder(200), signature("submitted", links.CONFIRM)),
    get("cosignatures.confirm", "confirmed already", holder(303), signature("confirmed", links.CONFIRM)),
    get("cosignatures.confirm", "withdrawn", holder(410), signature("withdrawn", links.CONFIRM)),
    get("cosignatures.confirm", "too old", holder(410), signature("submitted", links.CONFIRM, age=OLD)),
    post("cosignatures.confirmed", "for the first time", holder(303), new_signature("submitted", links.CONFIRM)),
    post("cosignatures.confirmed", "again", holder(303), signature("confirmed", links.CONFIRM)),
    post("cosignatures.confirmed", "withdrawn", holder(410), signature("withdrawn", links.CONFIRM)),
    post("cosignatures.confirmed", "too old", holder(410), signature("submitted", links.CONFIRM, age=OLD)),
)  # fmt: skip
LIVING = ("submitted", "confirmed", "to_check", "validated", "unpublished", "duplicate", "declined")
SIGNED = (
    *(get("cosignatures.manage", state, holder(200), signature(state)) for state in LIVING),
    get("cosignatures.manage", "withdrawn", holder(410), signature("withdrawn")),
    *(get("cosignatures.thanks", state, holder(200), signature(state)) for state in LIVING),
    get("cosignatures.thanks", "withdrawn", holder(410), signature("withdrawn")),
    get("cosignatures.correct", "confirmed", holder(200), signature("confirmed")),
    post("cosignatures.correct", "confirmed", holder(303), new_signature("confirmed"), filled()),
    post("cosignatures.correct", "in the other language", holder(200), signature("confirmed"), filled(langue="1")),
    post("cosignatures.correct", "with mistakes", holder(422), new_signature("confirmed"), filled(organization="«»")),
    post("cosignatures.correct", "not confirmed yet", holder(409), signature("submitted"), filled()),
    post("cosignatures.choose", "", holder(303), new_signature("validated"), fixed(news="y")),
    get("cosignatures.withdraw", "", holder(200), signature("validated")),
    post("cosignatures.withdraw", "", holder(200), new_signature("validated")),
    post("cosignatures.withdraw", "again", holder(410), signature("withdrawn")),
)
LIST = ()


CASES: tuple[Case, ...] = (*SIGNING, *SIGNED, *LIST)
