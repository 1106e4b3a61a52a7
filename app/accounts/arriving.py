"""What the views of the accounts share: who is there, where they were going, what opens next."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts import second_factor, sign_in
from app.accounts.models import Account
from app.core import links
from app.core.language import gettext as _

HOME = "/equipe"


def let_in(account: Account, after: str) -> Response:
    """The password was right: the door opens, or a second proof is asked for, or set up first."""
    is_set_up = second_factor.is_set_up(account)
    if not is_set_up and not second_factor.is_required():
        sign_in.enter(account)
        return redirect(after, 303)
    sign_in.begin(account, after)
    return redirect(url_for("accounts.second_proof" if is_set_up else "accounts.protection"), 303)


def me() -> Account:
    """Whoever is in, or has just given the right password and sets up the second factor."""
    account = sign_in.visitor() or sign_in.newcomer()
    assert account is not None  # noqa: S101 - the rule of the page lets nobody else in
    return account


def ip() -> str:
    return request.remote_addr or ""


def home() -> str:
    """The first page of the staff space, in this language."""
    return request.script_root + HOME


def destination() -> str:
    """Where the person was going, on this site and in this language; the staff's home otherwise."""
    root = request.script_root
    wanted = links.own_path(request.args.get("next"), HOME)
    return wanted if root and (wanted + "/").startswith(root + "/") else root + wanted


def asked_again() -> Response | None:
    """The way to give the password once more, if it was long ago; None when there is no need."""
    if sign_in.visitor() is None or sign_in.proved_lately():
        return None
    is_act = request.method != "GET"
    if is_act:
        flash(_("Donnez votre mot de passe, puis recommencez : rien n’a encore changé."), "warning")
    page = url_for("accounts.protection") if is_act else request.script_root + request.path
    return redirect(url_for("accounts.prove_again", next=page), 303)
