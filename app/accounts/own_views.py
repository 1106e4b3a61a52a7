"""« Mon compte »: who I am here, my password, my address, my sessions."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, url_for

from app.accounts import second_factor, service, sign_in
from app.accounts.arriving import asked_again, destination, ip, me
from app.accounts.blueprint import bp
from app.accounts.errors import AccountExists, SignInRefused, TooManyAttempts, WeakPassword
from app.accounts.forms import AddressForm, PasswordForm, ProveAgainForm
from app.accounts.models import Account
from app.accounts.words import place_in_words, wait_in_words, weakness_in_words
from app.core import access
from app.core.keys import InvalidEmail
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page


@bp.route("/compte", methods=["GET", "POST"])
@access.staff("desk")
def account() -> Page:
    """Everything about one’s own account; the form of the password is answered here."""
    mine = me()
    form = PasswordForm()
    if form.validate_on_submit() and _changed(mine, form):
        flash(_("Votre mot de passe est changé. Vos autres sessions sont fermées."), "success")
        return redirect(url_for("accounts.account"), 303)
    return _page(mine, form, AddressForm(formdata=None)), 422 if form.errors else 200


@bp.post("/compte/adresse")
@access.staff("desk")
def change_address() -> Page:
    """A link leaves to the new address; nothing changes before it is opened."""
    if (again := asked_again()) is not None:
        return again
    form = AddressForm()
    if form.validate_on_submit() and _asked(form):
        flash(_("Un lien est parti à la nouvelle adresse. Ouvrez-le pour la confirmer."), "success")
        return redirect(url_for("accounts.account"), 303)
    return _page(me(), PasswordForm(formdata=None), form), 422


@bp.post("/compte/sessions/<uuid:session_id>/fermer")
@access.staff("desk")
def end_session(session_id: uuid.UUID) -> Page:
    """One of my sessions, in another browser."""
    service.end_own_session(me(), session_id)
    flash(_("Cette session est fermée."), "success")
    return redirect(url_for("accounts.account"), 303)


@bp.post("/compte/sessions/fermer")
@access.staff("desk")
def end_other_sessions() -> Page:
    """All of my sessions but this one."""
    ended = service.end_other_sessions(me(), sign_in.session_id())
    if ended:
        flash(ngettext("%(num)s session fermée.", "%(num)s sessions fermées.", ended), "success")
    else:
        flash(_("Il n’y avait pas d’autre session."))
    return redirect(url_for("accounts.account"), 303)


@bp.route("/compte/preuve", methods=["GET", "POST"])
@access.staff("desk")
def prove_again() -> Page:
    """The password once more, before what protects the account is changed."""
    form = ProveAgainForm()
    if form.validate_on_submit():
        try:
            service.is_own_password(me(), form.current.data or "", ip=ip())
        except SignInRefused:
            form.current.errors = [_("Ce n’est pas votre mot de passe actuel.")]
        except TooManyAttempts as error:
            form.current.errors = [wait_in_words(error.seconds)]
        else:
            sign_in.prove_again()
            return redirect(destination(), 303)
    return render_template("accounts/prove_again.html", form=form), 422 if form.errors else 200


def _page(mine: Account, password: PasswordForm, address: AddressForm) -> str:
    sessions = service.open_sessions(mine)
    return render_template(
        "accounts/account.html",
        me=mine,
        places=place_in_words(mine),
        form=password,
        address_form=address,
        sessions=sessions,
        seen=service.last_seen(session.id for session in sessions),
        this_session=sign_in.session_id(),
        factors=second_factor.of(mine),
    )


def _changed(mine: Account, form: PasswordForm) -> bool:
    """Whether the password is changed now; else the form says why not."""
    try:
        service.change_password(mine, form.current.data or "", form.new.data or "", ip=ip())
    except SignInRefused:
        form.current.errors = [_("Ce n’est pas votre mot de passe actuel.")]
    except TooManyAttempts as error:
        form.current.errors = [wait_in_words(error.seconds)]
    except WeakPassword as error:
        form.new.errors = [weakness_in_words(error.weakness)]
    else:
        sign_in.enter(mine)
        return True
    return False


def _asked(form: AddressForm) -> bool:
    """Whether a link has left; else the form says why not."""
    try:
        service.ask_for_new_address(me(), form.email.data or "")
    except InvalidEmail:
        form.email.errors = [_("Ce n’est pas une adresse courriel.")]
    except AccountExists:
        form.email.errors = [_("Un compte existe déjà avec cette adresse.")]
    else:
        return True
    return False
