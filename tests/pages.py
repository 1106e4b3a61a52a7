"""Every address of the product: how to reach it in the world of the tests, and what each visitor is answered.

One line is one address in one situation. `tests/house/test_routes.py` asks each of them as each visitor;
`tests/audit` opens all that are pages in a real browser. A route without a line fails the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from app.core import access
from app.cosignatures import links as signatures
from app.messages import links as messages
from tests.factories import PASSWORD
from tests.world import CITY, EMPTY_SEAT, MINE, OLD, PUBLISHED, RIDING, VISITORS, WITHOUT_ADDRESS, World, link

Values = Callable[[World], dict[str, Any]]
Answers = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One address in one situation. `values` and `form` are asked for anew for each request: an act uses them up."""

    endpoint: str
    situation: str
    answers: Answers
    method: str = "GET"
    values: Values = field(default=lambda world: {})
    query: Mapping[str, str] = field(default_factory=dict)
    form: Values | None = None
    own_browser: bool = False  # the act ends the session

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.situation}".replace(" ", "-")

    def address(self, world: World, visitor: str) -> str:
        """Where that visitor goes: a page behind a link is only reached by who holds it."""
        values = self.values(world)
        if "token" in values and visitor != "holder":
            values["token"] = link("something.else", world.signatures["confirmed"])
        path = world.app.url_map.bind("localhost").build(self.endpoint, values, method=self.method)
        return f"{path}?{urlencode(self.query)}" if self.query else path

    def is_behind_a_link(self, app: Flask) -> bool:
        return access.rule_of(app, self.endpoint) == "token"


def everybody(status: int) -> Answers:
    return dict.fromkeys(VISITORS, status)


def holder(status: int) -> Answers:
    """Whoever has the link; for everybody else there is nothing."""
    return {**everybody(404), "holder": status}


def staff(status: int, *, foreign: int | None = None, reader: int | None = None) -> Answers:
    """Others are led to the door. `foreign`: what is answered to a chapter whose region it is not."""
    found = {**everybody(status), "anonymous": 303, "holder": 303}
    found["chapter_b"] = status if foreign is None else foreign
    found["reader"] = status if reader is None else reader
    return found


def read(status: int, *, foreign: int = 404) -> Answers:
    """One cosignature: readers of figures see none."""
    return staff(status, foreign=foreign, reader=403)


def slug(name: str) -> Values:
    return lambda world: {"slug": getattr(world, name)}


def unknown(world: World) -> dict[str, Any]:
    return {"slug": "jamais-vue"}


def signature(state: str, purpose: str = signatures.MANAGE, *, age: int = 0) -> Values:
    return lambda world: {"token": world.signature_link(state, purpose, age=age)}


def new_signature(state: str, purpose: str = signatures.MANAGE) -> Values:
    """One that the act may use up."""
    return lambda world: {"token": link(purpose, world.sign(state))}


def message(state: str, purpose: str = messages.MANAGE, *, age: int = 0) -> Values:
    return lambda world: {"token": world.message_link(state, purpose, age=age)}


def new_message(state: str, purpose: str = messages.MANAGE) -> Values:
    return lambda world: {"token": link(purpose, world.write(state))}


def cosignature(state: str) -> Values:
    return lambda world: {"cosignature_id": world.signatures[state]}


def new_cosignature(state: str) -> Values:
    return lambda world: {"cosignature_id": world.sign(state)}


def waiting(values: Values) -> Values:
    """The same in the open campaign."""
    return lambda world: {"slug": world.open, **values(world)}


def no_values(world: World) -> dict[str, Any]:
    return {}


def filled(**changes: str) -> Values:
    """The form of a cosignature, of an organization that nobody has seen."""

    def form(world: World) -> dict[str, Any]:
        number = next(world.numbers)
        typed = {"organization": f"Centre typé {number}", "region": MINE, "city": CITY, "name": "Odile Essai"}
        typed |= {"title": "coordonnatrice", "email": f"typee-{number}@example.org", "authority": "yes"}
        return typed | {"organization_id": "", "via": "", "website": "", "opened": "", "authority_on": ""} | changes

    return form


def written(**changes: str) -> Values:
    """The form of a message."""

    def form(world: World) -> dict[str, Any]:
        typed = {"subject": "Le communautaire", "body": "Bonjour.", "personal_line": "Merci.", "name": "Rachel Essai"}
        typed |= {"email": f"ecrit-{next(world.numbers)}@example.org", "city": CITY, "method": "riding", "via": ""}
        return typed | {"website": "", "opened": ""} | changes

    return form


def fixed(**typed: str) -> Values:
    return lambda world: dict(typed)


def get(endpoint: str, situation: str, answers: Answers, values: Values = no_values, **query: str) -> Case:
    return Case(endpoint=endpoint, situation=situation, answers=answers, values=values, query=query)


def post(
    endpoint: str, situation: str, answers: Answers, values: Values = no_values, form: Values = no_values,
    *, own_browser: bool = False,
) -> Case:  # fmt: skip
    return Case(
        method="POST", endpoint=endpoint, situation=situation, answers=answers, values=values, form=form,
        own_browser=own_browser,
    )  # fmt: skip


def of_campaigns(endpoint: str, *, closed: int = 200, **query: str) -> tuple[Case, ...]:
    """The same page of each campaign. A draft is nobody's business, and an unknown one is not told from it."""
    return (
        get(endpoint, "of an open campaign", everybody(200), slug("open"), **query),
        get(endpoint, "of a new campaign", everybody(200), slug("empty"), **query),
        get(endpoint, "of a closed campaign", everybody(closed), slug("closed"), **query),
        get(endpoint, "of a draft", everybody(404), slug("draft"), **query),
        get(endpoint, "of no campaign", everybody(404), unknown, **query),
    )


SITE = (
    get("site.front", "", everybody(200)),
    *of_campaigns("site.campaign"),
    *of_campaigns("campaigns.colour"),
    get("site.privacy", "", everybody(200)),
    get("site.accessibility", "", everybody(200)),
    get("site.about", "", everybody(200)),
    get("site.components", "", everybody(200)),
    get("site.health", "", everybody(200)),
    get("site.readiness", "", everybody(200)),
    get("static", "that exists", everybody(200), lambda world: {"filename": "site.css"}),
    get("static", "that does not exist", everybody(404), lambda world: {"filename": "site.exe"}),
    get("static", "outside of its folder", everybody(404), lambda world: {"filename": "../config.py"}),
    get("organizations.suggestions", "", everybody(200), q="essais"),
    get("local.inbox", "", everybody(200)),
    get("local.inbox", "of an unknown recipient", everybody(200), destinataire="personne@example.org"),
    get("local.mail", "", everybody(200), lambda world: {"mail_id": world.mail}),
    get("local.mail", "that never came", everybody(404), lambda world: {"mail_id": "20260101T000000000000-00000000"}),
    get("local.mail_html", "", everybody(200), lambda world: {"mail_id": world.mail}),
    get("local.mail_source", "", everybody(200), lambda world: {"mail_id": world.mail}),
)
SIGNING = (
    *of_campaigns("cosignatures.sign", closed=410),
    post("cosignatures.submit", "filled in", everybody(303), slug("open"), filled()),
    post("cosignatures.submit", "empty", everybody(422), slug("open")),
    post("cosignatures.submit", "with mistakes", everybody(422), slug("open"), filled(
        organization="=cmd()", region="99", city="…", name="12", title="", email="odile@", authority="on_date",
        authority_on="hier",
    )),
    post("cosignatures.submit", "already on the list", everybody(409), slug("open"), filled(organization=PUBLISHED)),
    post("cosignatures.submit", "in a closed campaign", everybody(410), slug("closed"), filled()),
    post("cosignatures.submit", "in a draft", everybody(404), slug("draft"), filled()),
    get("cosignatures.wait", "", holder(200), waiting(signature("submitted", signatures.WAIT))),
    get("cosignatures.wait", "too old", holder(410), waiting(signature("submitted", signatures.WAIT, age=OLD))),
    post("cosignatures.wait", "with a wrong code", holder(422), waiting(new_signature("submitted", signatures.WAIT)),
         fixed(code="12")),
    *of_campaigns("cosignatures.resend"),
    post("cosignatures.resend", "known", everybody(200), slug("open"), fixed(email="odile-2@example.org")),
    post("cosignatures.resend", "unknown", everybody(200), slug("open"), fixed(email="personne@example.org")),
    post("cosignatures.resend", "with a mistake", everybody(422), slug("open"), fixed(email="odile")),
    get("cosignatures.confirm", "not confirmed yet", holder(200), signature("submitted", signatures.CONFIRM)),
    get("cosignatures.confirm", "confirmed already", holder(303), signature("confirmed", signatures.CONFIRM)),
    get("cosignatures.confirm", "withdrawn", holder(410), signature("withdrawn", signatures.CONFIRM)),
    get("cosignatures.confirm", "too old", holder(410), signature("submitted", signatures.CONFIRM, age=OLD)),
    post("cosignatures.confirmed", "for the first time", holder(303), new_signature("submitted", signatures.CONFIRM)),
    post("cosignatures.confirmed", "again", holder(303), signature("confirmed", signatures.CONFIRM)),
    post("cosignatures.confirmed", "withdrawn", holder(410), signature("withdrawn", signatures.CONFIRM)),
    post("cosignatures.confirmed", "too old", holder(410), signature("submitted", signatures.CONFIRM, age=OLD)),
)  # fmt: skip
LIVING = ("submitted", "confirmed", "to_check", "validated", "unpublished", "duplicate", "declined")
SIGNED = (
    *(get("cosignatures.manage", state, holder(200), signature(state)) for state in LIVING),
    get("cosignatures.manage", "withdrawn", holder(410), signature("withdrawn")),
    *(get("cosignatures.thanks", state, holder(200), signature(state)) for state in LIVING),
    get("cosignatures.thanks", "withdrawn", holder(410), signature("withdrawn")),
    get("cosignatures.correct", "confirmed", holder(200), signature("confirmed")),
    post("cosignatures.correct", "confirmed", holder(303), new_signature("confirmed"), filled()),
    post("cosignatures.correct", "with mistakes", holder(422), new_signature("confirmed"), filled(organization="«»")),
    post("cosignatures.correct", "not confirmed yet", holder(409), signature("submitted"), filled()),
    post("cosignatures.choose", "", holder(303), new_signature("validated"), fixed(news="y")),
    get("cosignatures.withdraw", "", holder(200), signature("validated")),
    post("cosignatures.withdraw", "", holder(200), new_signature("validated")),
    post("cosignatures.withdraw", "again", holder(410), signature("withdrawn")),
)
LIST = (
    *of_campaigns("cosignatures.signatories"),
    get("cosignatures.signatories", "searched", everybody(200), slug("open"), q="essais"),
    get("cosignatures.signatories", "searched in vain", everybody(200), slug("open"), q="rien de tel"),
    *of_campaigns("cosignatures.signatories_text", preset="fidele"),
    *of_campaigns("cosignatures.signatories_csv", delimiter=";"),
)


def at(riding: str, campaign: str = "open") -> Values:
    return lambda world: {"slug": getattr(world, campaign), "riding": riding}


WRITING = (
    *of_campaigns("messages.lookup", closed=410),
    post("messages.lookup", "by a postal code", everybody(303), slug("open"), fixed(place="g9a 1a1")),
    post("messages.lookup", "by one of two ridings", everybody(200), slug("open"), fixed(place="G9A 1A2")),
    post("messages.lookup", "by an unknown postal code", everybody(422), slug("open"), fixed(place="G9A 9Z9")),
    post("messages.lookup", "by an unknown place", everybody(422), slug("open"), fixed(place="Nulle-Part")),
    post("messages.lookup", "by nothing", everybody(422), slug("open"), fixed(place="")),
    post("messages.lookup", "by a riding", everybody(303), slug("open"), fixed(by="riding", riding=RIDING)),
    post("messages.lookup", "by no riding", everybody(422), slug("open"), fixed(by="riding", riding="")),
    get("messages.write", "", everybody(200), at(RIDING)),
    get("messages.write", "to an empty seat", everybody(200), at(EMPTY_SEAT)),
    get("messages.write", "to somebody without an address", everybody(200), at(WITHOUT_ADDRESS)),
    get("messages.write", "to nobody", everybody(200), at(EMPTY_SEAT, "empty")),
    get("messages.write", "in a closed campaign", everybody(410), at(RIDING, "closed")),
    get("messages.write", "in no riding", everybody(404), at("nulle-part")),
    post("messages.write", "empty", everybody(422), at(RIDING)),
    post("messages.write", "with mistakes", everybody(422), at(RIDING), written(email="rachel@", name="=12")),
    post("messages.write", "to be seen first", everybody(200), at(RIDING), written(step="preview")),
    post("messages.write", "to be changed", everybody(200), at(RIDING), written(step="edit")),
    post("messages.write", "to be sent", everybody(303), at(RIDING), written(step="send")),
    post("messages.write", "to nobody", everybody(409), at(EMPTY_SEAT, "empty"), written(step="send")),
    post("messages.write", "in a closed campaign", everybody(410), at(RIDING, "closed"), written(step="send")),
    get("messages.wait", "", holder(200), waiting(message("written", messages.WAIT))),
    post("messages.wait", "with a wrong code", holder(422), waiting(new_message("written", messages.WAIT)),
         fixed(code="12")),
)  # fmt: skip
WRITTEN = (
    get("messages.confirm", "not confirmed yet", holder(200), message("written", messages.CONFIRM)),
    get("messages.confirm", "set aside", holder(200), message("confirmed", messages.CONFIRM)),
    get("messages.confirm", "on its way", holder(200), message("queued", messages.CONFIRM)),
    get("messages.confirm", "withdrawn", holder(303), message("withdrawn", messages.CONFIRM)),
    get("messages.confirm", "too old", holder(410), message("written", messages.CONFIRM, age=OLD)),
    post("messages.confirm_now", "for the first time", holder(303), new_message("written", messages.CONFIRM)),
    post("messages.confirm_now", "again", holder(303), message("queued", messages.CONFIRM)),
    post("messages.confirm_now", "withdrawn", holder(410), message("withdrawn", messages.CONFIRM)),
    post("messages.confirm_now", "too old", holder(410), message("written", messages.CONFIRM, age=OLD)),
    post("messages.send_link_again", "", holder(303), message("written", messages.CONFIRM, age=OLD)),
    *(
        get("messages.manage", state, holder(200), message(state))
        for state in ("written", "confirmed", "queued", "done", "withdrawn")
    ),
    post("messages.withdraw", "in time", holder(303), new_message("queued")),
    post("messages.withdraw", "too late", holder(409), message("done")),
    post("messages.withdraw", "again", holder(410), message("withdrawn")),
)
DOOR = (
    get("accounts.sign_in", "", {**everybody(303), "anonymous": 200, "holder": 200}),
    post("accounts.sign_in", "with a wrong password", everybody(422),
         form=lambda world: {"email": f"x-{next(world.numbers)}@example.org", "password": "x"}),
    post("accounts.sign_in", "with nothing", everybody(422)),
    post("accounts.sign_in", "with the right password", everybody(303), own_browser=True,
         form=lambda world: {"email": world.accounts["reader"], "password": PASSWORD}),
    get("accounts.account", "", staff(200)),
    post("accounts.account", "with mistakes", staff(422), form=fixed(current="x", new="court", again="autre")),
    post("accounts.account", "right", staff(303), own_browser=True,
         form=fixed(current=PASSWORD, new="tabouret neige lampion 77", again="tabouret neige lampion 77")),
    post("accounts.sign_out", "", staff(303), own_browser=True),
)  # fmt: skip
PILES = ("a-valider", "a-verifier", "validees", "refusees", "retirees", "en-double")
DESK = (
    get("cosignatures_staff.desk", "", staff(200)),
    *(get("cosignatures_staff.pile", pile, read(200, foreign=200), slug("open"), etat=pile) for pile in PILES),
    get("cosignatures_staff.pile", "of a new campaign", read(200, foreign=200), slug("empty")),
    get("cosignatures_staff.pile", "of a draft", read(200, foreign=200), slug("draft")),
    get("cosignatures_staff.pile", "of no campaign", read(404), unknown),
    get("cosignatures_staff.pile", "of another region", read(200, foreign=200), slug("open"), region="06"),
    get("cosignatures_staff.pile", "searched in vain", read(200, foreign=200), slug("open"), q="rien de tel"),
    *(get("cosignatures_staff.one", state, read(200), cosignature(state)) for state in LIVING if state != "submitted"),
    get("cosignatures_staff.one", "withdrawn", read(200), cosignature("withdrawn")),
    get("cosignatures_staff.one", "not confirmed", read(404), cosignature("submitted")),
    get("cosignatures_staff.one", "of another region", {**read(200, foreign=200), "chapter_a": 404},
        cosignature("foreign")),
    post("cosignatures_staff.validate", "", read(303), new_cosignature("confirmed"), fixed(state="confirmed")),
    post("cosignatures_staff.validate", "decided meanwhile", read(303), new_cosignature("declined"),
         fixed(state="confirmed")),
    post("cosignatures_staff.validate", "not confirmed", read(404), new_cosignature("submitted"),
         fixed(state="submitted")),
    post("cosignatures_staff.validate_many", "", read(303, foreign=303),
         form=lambda world: {"cosignature": f"{world.sign('confirmed')} confirmed"}),
    post("cosignatures_staff.validate_many", "nothing ticked", read(303, foreign=303)),
    post("cosignatures_staff.decline", "", read(303), new_cosignature("confirmed"),
         fixed(state="confirmed", reason="Une ville.")),
    post("cosignatures_staff.decline", "without a reason", read(422), cosignature("confirmed"),
         fixed(state="confirmed", reason="")),
    post("cosignatures_staff.reopen", "", read(303), new_cosignature("validated"), fixed(state="validated")),
)  # fmt: skip
CATALOGUE: tuple[Case, ...] = (*SITE, *SIGNING, *SIGNED, *LIST, *WRITING, *WRITTEN, *DOOR, *DESK)


def routes_of(app: Flask) -> set[tuple[str, str]]:
    """Every (method, endpoint) that the application answers by itself."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def routes_without_a_case(app: Flask) -> set[tuple[str, str]]:
    return routes_of(app) - {(case.method, case.endpoint) for case in CATALOGUE}


def cases_of_no_route(app: Flask) -> set[tuple[str, str]]:
    return {(case.method, case.endpoint) for case in CATALOGUE} - routes_of(app)
