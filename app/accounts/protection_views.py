"""« Protection du compte »: authenticators, passkeys and recovery codes; also what a newcomer sets up first."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, session, url_for

from app.accounts import authenticators, passkeys, second_factor, sign_in
from app.accounts.arriving import asked_again, home, me
from app.accounts.blueprint import bp
from app.accounts.errors import LastFactor, PasskeyKnown, PasskeyRefused, SignInRefused
from app.accounts.forms import AuthenticatorForm, PasskeyForm
from app.accounts.models import Account
from app.core import access
from app.core.language import gettext as _
from app.core.pages import Page


@bp.get("/protection")
@access.setting_up
def protection() -> str:
    """What protects the account; to a newcomer, the choice of a first second factor."""
    is_newcomer = sign_in.visitor() is None
    return render_template(
        "accounts/newcomer.html" if is_newcomer else "accounts/protection.html",
        factors=second_factor.of(me()),
        is_required=second_factor.is_required(),
    )


@bp.route("/protection/application", methods=["GET", "POST"])
@access.setting_up
def add_authenticator() -> Page:
    """An application on the phone: a drawing for its camera, then a code that proves it was read."""
    if (again := asked_again()) is not None:
        return again
    account, form = me(), AuthenticatorForm()
    secret = session.get(sign_in.SECRET)
    if secret is not None and form.validate_on_submit():
        try:
            codes = second_factor.add_authenticator(account, form.name.data or "", secret, form.code.data or "")
        except SignInRefused:
            form.code.errors = [_("Ce n’est pas le code que l’application montre en ce moment.")]
        else:
            session.pop(sign_in.SECRET)
            return _added(account, codes, _("L’application est ajoutée."))
    if secret is None:
        if form.is_submitted():
            form.form_errors.append(_("Le dessin a changé : montrez le nouveau à votre application."))
        secret = session[sign_in.SECRET] = authenticators.new_secret()
    page = render_template(
        "accounts/add_authenticator.html",
        form=form,
        is_newcomer=sign_in.visitor() is None,
        qr_code=authenticators.qr_code(secret, account.email),
        address=authenticators.address(secret, account.email),
        secret=authenticators.readable(secret),
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/protection/cle", methods=["GET", "POST"])
@access.setting_up
def add_passkey() -> Page:
    """The browser asks the device to make a key, and the form brings what it answered."""
    if (again := asked_again()) is not None:
        return again
    account, form = me(), PasskeyForm()
    if form.validate_on_submit():
        try:
            codes = second_factor.add_passkey(
                account, form.name.data or "", form.credential.data or "", sign_in.challenge()
            )
        except PasskeyRefused:
            form.form_errors.append(_("La clé n’a pas pu être enregistrée. Recommencez."))
        except PasskeyKnown:
            form.form_errors.append(_("Cette clé ouvre déjà un compte."))
        else:
            return _added(account, codes, _("La clé d’accès est ajoutée."))
    options, challenge = passkeys.to_create(account, second_factor.known_passkeys(account))
    sign_in.keep_challenge(challenge)
    page = render_template(
        "accounts/add_passkey.html", form=form, is_newcomer=sign_in.visitor() is None, options=options
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/protection/<uuid:factor_id>/retirer")
@access.staff("desk")
def remove_factor(factor_id: uuid.UUID) -> Page:
    """One of mine; not the last one where a second factor is required."""
    if (again := asked_again()) is not None:
        return again
    try:
        second_factor.remove(me(), factor_id)
        flash(_("C’est retiré."), "success")
    except LastFactor:
        flash(_("C’est votre seule deuxième preuve : ajoutez-en d’abord une autre."), "warning")
    return redirect(url_for("accounts.protection"), 303)


@bp.post("/protection/codes")
@access.staff("desk")
def new_recovery_codes() -> Page:
    """Ten others, shown once; those that were left are good for nothing."""
    if (again := asked_again()) is not None:
        return again
    codes = second_factor.new_recovery_codes(me())
    return render_template("accounts/recovery_codes.html", codes=codes, after=url_for("accounts.protection"))


def _added(account: Account, codes: list[str], done: str) -> Page:
    """With the first factor come the recovery codes; then a newcomer is in."""
    after = url_for("accounts.protection")
    if sign_in.visitor() is None:
        after = sign_in.after(home())
        sign_in.enter(account)
    if codes:
        return render_template("accounts/recovery_codes.html", codes=codes, after=after)
    flash(done, "success")
    return redirect(after, 303)
