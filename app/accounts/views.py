"""Sign in, sign out, « Mon compte »."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts import service, sign_in
from app.accounts.errors import SignInRefused, TooManyAttempts, WeakPassword
from app.accounts.forms import PasswordForm, SignInForm
from app.accounts.models import Account
from app.accounts.words import assignment_in_words, wait_in_words, weakness_in_words
from app.core import access, links
from app.core.language import gettext as _

bp = Blueprint("accounts", __name__, url_prefix="/equipe")


@bp.route("/connexion", methods=["GET", "POST"], endpoint="sign_in")
@access.public
def sign_in_page() -> Any:
    """The door of the staff space."""
    after = _destination()
    if request.method == "GET" and sign_in.visitor() is not None:
        return redirect(after, 303)
    form = SignInForm()
    status, headers = 200, {"Cache-Control": "no-store"}
    if form.validate_on_submit():
        try:
            account = service.authenticate(form.email.data or "", form.password.data or "", ip=_ip())
        except SignInRefused as error:
            form.form_errors.append(_("Ce courriel et ce mot de passe ne vont pas ensemble."))
            status = error.status
        except TooManyAttempts as error:
            form.form_errors.append(wait_in_words(error.seconds))
            status = error.status
            headers["Retry-After"] = str(error.seconds)
        else:
            sign_in.enter(account)
            return redirect(after, 303)
    elif form.errors:
        status = 422
    return render_template("accounts/sign_in.html", form=form), status, headers


@bp.post("/deconnexion")
@access.staff("desk")
def sign_out() -> Any:
    sign_in.leave()
    flash(_("Vous avez quitté l’espace de l’équipe."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/compte", methods=["GET", "POST"])
@access.staff("desk")
def account() -> Any:
    """Who I am here, and my password."""
    me = _me()
    form = PasswordForm()
    if form.validate_on_submit() and _changed(me, form):
        flash(_("Votre mot de passe est changé. Vos autres sessions sont fermées."), "success")
        return redirect(url_for("accounts.account"), 303)
    roles = [assignment_in_words(assignment) for assignment in me.assignments]
    return render_template("accounts/account.html", me=me, roles=roles, form=form), 422 if form.errors else 200


def _changed(me: Account, form: PasswordForm) -> bool:
    """Whether the password is changed now; else the form says why not."""
    try:
        service.change_password(me, form.current.data or "", form.new.data or "", ip=_ip())
    except SignInRefused:
        form.current.errors = [_("Ce n’est pas votre mot de passe actuel.")]
    except TooManyAttempts as error:
        form.current.errors = [wait_in_words(error.seconds)]
    except WeakPassword as error:
        form.new.errors = [weakness_in_words(error.weakness)]
    else:
        sign_in.enter(me)
        return True
    return False


def _me() -> Account:
    me = sign_in.visitor()
    assert me is not None  # noqa: S101 - the rule of the page lets nobody else in
    return me


def _ip() -> str:
    return request.remote_addr or ""


def _destination() -> str:
    """Where the person was going, on this site and in this language; the staff's home otherwise."""
    root = request.script_root
    wanted = links.own_path(request.args.get("next"), "/equipe")
    if not wanted.isprintable():  # a tab between two slashes is dropped on the way: « /⇥/elsewhere » would leave
        wanted = "/equipe"
    return wanted if root and (wanted + "/").startswith(root + "/") else root + wanted
