"""A supporter looks up who represents them, writes, confirms, withdraws."""

from __future__ import annotations

from typing import Any

from app.core.personal_links import PersonalLink
from app.messages import links
from app.organizations import service as organizations
from tests.pages.case import Case, Values, everybody, fixed, get, holder, of_campaigns, post, read, slug, staff, waiting
from tests.world import CITY, EMPTY_SEAT, OLD, RIDING, WITHOUT_ADDRESS, World, link


def message(state: str, purpose: PersonalLink = links.MANAGE, *, age: int = 0) -> Values:
    return lambda world: {"token": world.message_link(state, purpose, age=age)}


def new_message(state: str, purpose: PersonalLink = links.MANAGE) -> Values:
    return lambda world: {"token": link(purpose, world.write(state))}


def written(**changes: str) -> Values:
    """The form of a message."""

    def form(world: World) -> dict[str, Any]:
        typed = {"subject": "Le communautaire", "body": "Bonjour.", "personal_line": "Merci.", "name": "Rachel Essai"}
        typed |= {"email": f"ecrit-{next(world.numbers)}@example.org", "city": CITY, "method": "riding", "via": ""}
        return typed | {"website": "", "opened": ""} | changes

    return form


def at(riding: str, campaign: str = "open") -> Values:
    return lambda world: {"slug": getattr(world, campaign), "riding": riding}


NOBODY = "018f0000-0000-7000-8000-000000000000"


def organization(world: World) -> tuple[str, str]:
    """One of the register, of the region of the riding: its name and its number."""
    with world.app.app_context():
        found = organizations.add("Maison qui écrit", "04", "")
        return found.name, str(found.id)


def letter_of(world: World) -> dict[str, Any]:
    return {"slug": world.empty, "riding": RIDING, "organization_id": organization(world)[1]}


def letter(**changes: str) -> Values:
    """The form of the letter of an organization: it has no other subject, nor another text, than its own."""
    typed = {"subject_organization": "Une lettre", "body_organization": "Nous.", "title": "coordination",
             "authority": "yes"}  # fmt: skip
    of_person = {"subject", "body"}

    def filled(world: World) -> dict[str, Any]:
        return {name: value for name, value in written(**changes)(world).items() if name not in of_person} | typed

    return filled


def set_aside(world: World) -> dict[str, Any]:
    """One more message that waits for a person."""
    return {"slug": world.open, "message_id": world.write("confirmed")}


def decided(world: World) -> dict[str, Any]:
    return {"slug": world.open, "message_id": world.write("queued")}


def of_nobody(world: World) -> dict[str, Any]:
    return {"slug": world.open, "message_id": NOBODY}


WRITING = (
    *of_campaigns("messages.lookup", closed=410),
    post("messages.lookup", "by a postal code", everybody(303), slug("open"), fixed(place="g9a 1a1")),
    post("messages.lookup", "by one of two ridings", everybody(200), slug("open"), fixed(place="G9A 1A2")),
    post("messages.lookup", "by an unknown postal code", everybody(422), slug("open"), fixed(place="G9A 9Z9")),
    post("messages.lookup", "by an unknown place", everybody(422), slug("open"), fixed(place="Nulle-Part")),
    post("messages.lookup", "by nothing", everybody(422), slug("open"), fixed(place="")),
    post("messages.lookup", "by a riding", everybody(303), slug("open"), fixed(by="riding", riding=RIDING)),
    post("messages.lookup", "by no riding", everybody(422), slug("open"), fixed(by="riding", riding="")),
    post("messages.lookup", "in the other language", everybody(200), slug("open"), fixed(place="G9A", langue="1")),
    get("messages.write", "", everybody(200), at(RIDING)),
    get("messages.write", "to an empty seat", everybody(200), at(EMPTY_SEAT)),
    get("messages.write", "to somebody without an address", everybody(200), at(WITHOUT_ADDRESS)),
    get("messages.write", "to whoever comes", everybody(200), at(EMPTY_SEAT, "empty")),
    get("messages.write", "in a closed campaign", everybody(410), at(RIDING, "closed")),
    get("messages.write", "in no riding", everybody(404), at("nulle-part")),
    post("messages.write", "empty", everybody(422), at(RIDING)),
    post("messages.write", "with mistakes", everybody(422), at(RIDING), written(email="rachel@", name="=12")),
    post("messages.write", "to be seen first", everybody(200), at(RIDING), written(step="preview")),
    post("messages.write", "to be changed", everybody(200), at(RIDING), written(step="edit")),
    post("messages.write", "in the other language", everybody(200), at(RIDING), written(langue="1")),
    post("messages.write", "to be sent", everybody(303), at(RIDING), written(step="send")),
    post("messages.write", "to whoever comes", everybody(303), at(EMPTY_SEAT, "empty"), written(step="send")),
    post("messages.write", "in a closed campaign", everybody(410), at(RIDING, "closed"), written(step="send")),
    get("messages.choose_organization", "", everybody(200), slug("empty")),
    get("messages.choose_organization", "where none writes", everybody(404), slug("open")),
    post("messages.choose_organization", "with nothing", everybody(422), slug("empty")),
    post("messages.choose_organization", "that nobody knows", everybody(422), slug("empty"),
         fixed(organization="Jamais Vue", region="04", city="")),
    post("messages.choose_organization", "of the register", everybody(200), slug("empty"),
         lambda world: {"organization": organization(world)[0], "region": "04", "city": ""}),
    get("messages.write_letter", "", everybody(200), letter_of),
    get("messages.write_letter", "of nobody", everybody(404),
        lambda world: letter_of(world) | {"organization_id": NOBODY}),
    post("messages.write_letter", "empty", everybody(422), letter_of),
    post("messages.write_letter", "to be seen first", everybody(200), letter_of,
         letter(step="preview")),
    post("messages.write_letter", "to be sent", everybody(303), letter_of, letter(step="send")),
    get("messages.wait", "", holder(200), waiting(message("written", links.WAIT))),
    post("messages.wait", "with a wrong code", holder(422), waiting(new_message("written", links.WAIT)),
         fixed(code="12")),
)  # fmt: skip
WRITTEN = (
    get("messages.confirm", "not confirmed yet", holder(200), message("written", links.CONFIRM)),
    get("messages.confirm", "set aside", holder(200), message("confirmed", links.CONFIRM)),
    get("messages.confirm", "on its way", holder(200), message("queued", links.CONFIRM)),
    get("messages.confirm", "withdrawn", holder(303), message("withdrawn", links.CONFIRM)),
    get("messages.confirm", "too old", holder(410), message("written", links.CONFIRM, age=OLD)),
    post("messages.confirm_now", "for the first time", holder(303), new_message("written", links.CONFIRM)),
    post("messages.confirm_now", "again", holder(303), message("queued", links.CONFIRM)),
    post("messages.confirm_now", "withdrawn", holder(410), message("withdrawn", links.CONFIRM)),
    post("messages.confirm_now", "too old", holder(410), message("written", links.CONFIRM, age=OLD)),
    post("messages.resend", "", holder(303), message("written", links.CONFIRM, age=OLD)),
    *(
        get("messages.manage", state, holder(200), message(state))
        for state in ("written", "confirmed", "queued", "done", "withdrawn")
    ),
    post("messages.choose_news", "", holder(303), message("queued"), fixed(news="y")),
    post("messages.choose_news", "not confirmed yet", holder(404), message("written"), fixed(news="y")),
    post("messages.take_back_excerpt", "of nothing", holder(303), message("queued")),
    post("messages.withdraw", "in time", holder(303), new_message("queued")),
    post("messages.withdraw", "too late", holder(409), message("done")),
    post("messages.withdraw", "again", holder(410), message("withdrawn")),
)
FIGURES = tuple(
    get("messages_staff.figures", f"of {name}", staff(200), slug(name)) for name in ("open", "empty", "draft")
)
DECISIONS = (
    *(
        get("messages_staff.set_aside", f"of {name}", staff(200, reader=403), slug(name))
        for name in ("open", "empty", "draft")
    ),
    post("messages_staff.let_go", "", read(303), set_aside),
    post("messages_staff.let_go", "already decided", read(303), decided),
    post("messages_staff.let_go", "of nobody", staff(404, reader=403), of_nobody),
    *(
        post(f"messages_staff.{act}_domain", "that nobody writes from", staff(303, reader=403), slug("open"),
             fixed(domain="exemple.ca"))
        for act in ("let_go", "refuse")
    ),
    post("messages_staff.refuse", "", read(303), set_aside),
    post("messages_staff.refuse", "already decided", read(303), decided),
    post("messages_staff.refuse", "of nobody", staff(404, reader=403), of_nobody),
)  # fmt: skip
CASES: tuple[Case, ...] = (*WRITING, *WRITTEN, *FIGURES, *DECISIONS)
