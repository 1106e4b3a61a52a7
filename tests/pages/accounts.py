"""The door of the staff, their own account, the team, the journal."""

from __future__ import annotations

import uuid
from typing import Any

from app.accounts import service
from app.accounts.mails import LINKS as MAILED
from app.accounts.models import LinkKind, MailedLink, RoleName
from app.core.database import db
from tests.factories import PASSWORD, make_account
from tests.pages.case import Answers, Case, Values, everybody, fixed, get, holder, post, staff
from tests.world import World, link

NEW_PASSWORD = "tabouret neige lampion 77"
CHOSEN = {"new": NEW_PASSWORD, "again": NEW_PASSWORD}
MISTAKES = {"new": "court", "again": "autre"}


def admin(status: int) -> Answers:
    return {**staff(403), "admin": status}


def address(world: World) -> str:
    return f"x-{next(world.numbers)}@example.org"


def somebody(world: World) -> dict[str, Any]:
    return {"account_id": make_account(name="Sacha Essai").id}


def invited(world: World) -> dict[str, Any]:
    by = service.account_at(world.accounts["admin"])
    place = service.Place(RoleName.READER)
    return {"account_id": service.invite(address(world), "Noa Essai", place, by=by, locale="fr").id}


def nobody(world: World) -> dict[str, Any]:
    return {"account_id": uuid.uuid4()}


def token(kind: LinkKind, *, is_used: bool = False) -> Values:
    """The link of a mail that has just left, to somebody with an account."""

    def values(world: World) -> dict[str, Any]:
        if kind is LinkKind.INVITATION:
            account_id = invited(world)["account_id"]
        else:
            account = make_account(name="Camille Essai")
            account_id = account.id
            if kind is LinkKind.PASSWORD:
                service.ask_for_password_link(account.email, ip=f"198.51.100.{next(world.numbers) % 250}")
            else:
                service.ask_for_new_address(account, address(world))
        newest = db.session.query(MailedLink).filter_by(account_id=account_id, kind=kind).one()
        signed = link(MAILED[kind], newest.id)
        if is_used and kind is LinkKind.ADDRESS:
            service.take_new_address(signed)
        return {"token": signed}

    return values


INVITATION, OTHER_PASSWORD, OTHER_ADDRESS = map(token, LinkKind)
UNKNOWN = {"session_id": uuid.UUID(int=0)}
NO_FACTOR = {"factor_id": uuid.UUID(int=0)}

DOOR: tuple[Case, ...] = (
    get("accounts.sign_in", "", {**everybody(303), "anonymous": 200, "holder": 200}),
    post("accounts.sign_in", "with a wrong password", everybody(422),
         form=lambda world: {"email": address(world), "password": "x"}),
    post("accounts.sign_in", "with nothing", everybody(422)),
    post("accounts.sign_in", "with the right password", everybody(303), own_browser=True,
         form=lambda world: {"email": world.accounts["reader"], "password": PASSWORD}),
    get("accounts.second_proof", "without a password", everybody(303)),
    post("accounts.second_proof", "without a password", everybody(303), form=fixed(code="123456")),
    post("accounts.sign_out", "", staff(303), own_browser=True),
    get("accounts.forgotten_password", "", everybody(200)),
    post("accounts.forgotten_password", "", everybody(200), form=lambda world: {"email": world.accounts["reader"]}),
    post("accounts.forgotten_password", "of nobody", everybody(200), form=fixed(email="personne@example.org")),
    post("accounts.forgotten_password", "with nothing", everybody(422)),
)  # fmt: skip
LINKS: tuple[Case, ...] = (
    get("accounts.invitation", "", holder(200), INVITATION),
    post("accounts.invitation", "", holder(303), INVITATION, form=fixed(**CHOSEN), own_browser=True),
    post("accounts.invitation", "with mistakes", holder(422), INVITATION, form=fixed(**MISTAKES)),
    get("accounts.new_password", "", holder(200), OTHER_PASSWORD),
    post("accounts.new_password", "", holder(303), OTHER_PASSWORD, form=fixed(**CHOSEN)),
    post("accounts.new_password", "with mistakes", holder(422), OTHER_PASSWORD, form=fixed(**MISTAKES)),
    get("accounts.new_address", "", holder(200), OTHER_ADDRESS),
    get("accounts.new_address", "used", holder(410), token(LinkKind.ADDRESS, is_used=True)),
    post("accounts.take_new_address", "", holder(303), OTHER_ADDRESS),
)  # fmt: skip
OWN: tuple[Case, ...] = (
    get("accounts.account", "", staff(200)),
    post("accounts.account", "with mistakes", staff(422), form=fixed(current="x", **MISTAKES)),
    post("accounts.account", "right", staff(303), own_browser=True, form=fixed(current=PASSWORD, **CHOSEN)),
    post("accounts.change_address", "", staff(303), own_browser=True, form=lambda world: {"email": address(world)}),
    post("accounts.change_address", "with mistakes", staff(422), form=fixed(email="pas une adresse")),
    post("accounts.change_address", "of somebody else", staff(422),
         form=lambda world: {"email": world.accounts["reader"]}),
    post("accounts.end_session", "of nobody", staff(404), lambda world: UNKNOWN),
    post("accounts.end_other_sessions", "all", staff(303), own_browser=True),
    get("accounts.prove_again", "", staff(200)),
    post("accounts.prove_again", "right", staff(303), form=fixed(current=PASSWORD)),
    post("accounts.prove_again", "with nothing", staff(422)),
    get("accounts.protection", "", staff(200)),
    get("accounts.add_authenticator", "", staff(200)),
    post("accounts.add_authenticator", "with mistakes", staff(422), form=fixed(code="", name="")),
    get("accounts.add_passkey", "", staff(200)),
    post("accounts.add_passkey", "with mistakes", staff(422), form=fixed(name="", credential="{}")),
    post("accounts.add_passkey", "with what no device answers", staff(422), form=fixed(name="x", credential="[1]")),
    post("accounts.remove_factor", "of nobody", staff(404), lambda world: NO_FACTOR),
    post("accounts.new_recovery_codes", "without a factor", staff(404)),
)  # fmt: skip
TEAM: tuple[Case, ...] = (
    get("accounts_staff.team", "", admin(200)),
    get("accounts_staff.roles", "", staff(200)),
    get("accounts_staff.invite", "", admin(200)),
    post("accounts_staff.invite", "", admin(303),
         form=lambda world: {"name": "Noa Essai", "email": address(world), "role": "reader"}),
    post("accounts_staff.invite", "with mistakes", admin(422), form=fixed(role="chapter", email="ici")),
    get("accounts_staff.one", "", admin(200), somebody),
    get("accounts_staff.one", "invited", admin(200), invited),
    get("accounts_staff.one", "of nobody", admin(404), nobody),
    post("accounts_staff.one", "", admin(303), somebody, form=fixed(role="chapter", chapters="troccqm")),
    post("accounts_staff.one", "with mistakes", admin(422), somebody, form=fixed(role="chapter")),
    post("accounts_staff.deactivate", "", admin(303), somebody),
    post("accounts_staff.reactivate", "", admin(303), somebody),
    post("accounts_staff.reset_second_factor", "", admin(303), somebody),
    post("accounts_staff.end_sessions", "", admin(303), somebody),
    post("accounts_staff.invite_again", "", admin(303), invited),
    post("accounts_staff.invite_again", "of somebody who is in", admin(303), somebody),
    post("accounts_staff.take_back_invitation", "", admin(303), invited),
    post("accounts_staff.take_back_invitation", "of somebody who is in", admin(303), somebody),
    get("accounts_staff.journal", "", admin(200)),
    get("accounts_staff.journal", "filtered", admin(200), genre="account", acte="account.signed_in", objet="x"),
)  # fmt: skip
CASES = (*DOOR, *LINKS, *OWN, *TEAM)
