"""What staff do by a link that they received: enter for the first time, choose a password, confirm an address."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from app.accounts import service
from app.accounts.arriving import home, ip, let_in
from app.accounts.blueprint import bp
from app.accounts.errors import AccountExists, TooManyAttempts, WeakPassword
from app.accounts.forms import EmailForm, NewPasswordForm
from app.accounts.models import LinkKind
from app.accounts.words import place_in_words, wait_in_words, weakness_in_words
from app.core import access
from app.core.language import gettext as _
from app.core.pages import Page


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@access.token
def invitation(token: str) -> Page:
    """The first password; then the second factor, where it is required, and the staff space."""
    link = service.read_link(LinkKind.INVITATION, token)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            account = service.accept_invitation(token, form.new.data or "")
        except WeakPassword as error:
            form.new.errors = [weakness_in_words(error.weakness)]
        else:
            return let_in(account, home())
    page = render_template(
        "accounts/invitation.html", form=form, account=link.account, places=place_in_words(link.account)
    )
    return page, 422 if form.errors else 200


@bp.route("/mot-de-passe", methods=["GET", "POST"])
@access.public
def forgotten_password() -> Page:
    """A link leaves, if there is such an account; the answer is the same if there is none."""
    form = EmailForm()
    status, headers = 200, {"Cache-Control": "no-store"}
    if form.validate_on_submit():
        try:
            service.ask_for_password_link(form.email.data or "", ip=ip())
        except TooManyAttempts as error:
            form.form_errors.append(wait_in_words(error.seconds))
            status = error.status
            headers["Retry-After"] = str(error.seconds)
        else:
            return render_template("accounts/link_sent.html"), 200, headers
    elif form.errors:
        status = 422
    return render_template("accounts/forgotten_password.html", form=form), status, headers


@bp.route("/mot-de-passe/<token>", methods=["GET", "POST"])
@access.token
def new_password(token: str) -> Page:
    """Another password; one signs in with it as usual, second proof included."""
    link = service.read_link(LinkKind.PASSWORD, token)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            service.choose_password(token, form.new.data or "")
        except WeakPassword as error:
            form.new.errors = [weakness_in_words(error.weakness)]
        else:
            flash(_("Votre mot de passe est changé. Entrez avec le nouveau."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/new_password.html", form=form, account=link.account)
    return page, 422 if form.errors else 200


@bp.get("/adresse/<token>")
@access.token
def new_address(token: str) -> str:
    """A page with a button: mail programs open links by themselves."""
    return render_template("accounts/new_address.html", link=service.read_link(LinkKind.ADDRESS, token), token=token)


@bp.post("/adresse/<token>")
@access.token
def take_new_address(token: str) -> Page:
    """The mail is read there: it is the account’s address from now on."""
    try:
        service.take_new_address(token)
        flash(_("Votre adresse est changée. Entrez avec la nouvelle."), "success")
    except AccountExists:
        flash(_("Un autre compte a pris cette adresse entre-temps : rien n’a changé."), "warning")
    return redirect(url_for("accounts.account"), 303)
