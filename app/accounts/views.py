"""The door of the staff space: the password, then the second proof; and the way out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from app.accounts import (
    link_views,
    own_views,
    passkeys,
    protection_views,
    second_factor,
    second_proof,
    service,
    sign_in,
)
from app.accounts.arriving import destination, home, ip, let_in
from app.accounts.blueprint import bp
from app.accounts.errors import PasskeyRefused, SignInRefused, TooManyAttempts
from app.accounts.forms import ProofForm, SignInForm
from app.accounts.models import Account
from app.accounts.second_proof import Proof
from app.accounts.words import wait_in_words
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page

__all__ = ["bp", "link_views", "own_views", "protection_views"]


@bp.route("/connexion", methods=["GET", "POST"], endpoint="sign_in")
@access.public
def sign_in_page() -> Page:
    """The first step: who are you?"""
    after = destination()
    if request.method == "GET" and sign_in.visitor() is not None:
        return redirect(after, 303)
    form = SignInForm()
    status, headers = 200, {"Cache-Control": "no-store"}
    if form.validate_on_submit():
        try:
            account = service.authenticate(form.email.data or "", form.password.data or "", ip=ip())
        except SignInRefused as error:
            form.form_errors.append(_("Ce courriel et ce mot de passe ne vont pas ensemble."))
            status = error.status
        except TooManyAttempts as error:
            form.form_errors.append(wait_in_words(error.seconds))
            status = error.status
            headers["Retry-After"] = str(error.seconds)
        else:
            return let_in(account, after)
    elif form.errors:
        status = 422
    return render_template("accounts/sign_in.html", form=form), status, headers


@bp.route("/connexion/verification", methods=["GET", "POST"], endpoint="second_proof")
@access.public
def second_proof_page() -> Page:
    """The second step, a moment after the first: a code or a passkey."""
    account = sign_in.halfway()
    if account is None or not second_factor.is_set_up(account):
        return redirect(url_for("accounts.sign_in"), 303)
    form = ProofForm()
    status = 200
    if form.validate_on_submit():
        try:
            proof = _proved(account, form)
        except (SignInRefused, PasskeyRefused) as error:
            form.code.errors = [_("Ce n’est pas le bon code, ou il a déjà servi. Attendez le suivant.")]
            if isinstance(error, PasskeyRefused):
                form.code.errors = [_("Cette clé n’a pas été reconnue. Réessayez, ou donnez un code.")]
            status = error.status
        except TooManyAttempts as error:
            form.code.errors = [wait_in_words(error.seconds)]
            status = error.status
        else:
            return _in(account, proof)
    elif form.errors:
        status = 422
    return _second_proof(account, form), status, {"Cache-Control": "no-store"}


@bp.post("/deconnexion")
@access.staff("desk")
def sign_out() -> Page:
    sign_in.leave()
    flash(_("Vous avez quitté l’espace de l’équipe."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _proved(account: Account, form: ProofForm) -> Proof:
    if form.credential.data:
        return second_proof.prove_by_passkey(account, form.credential.data, sign_in.challenge())
    return second_proof.prove(account, form.code.data or "")


def _in(account: Account, proof: Proof) -> Page:
    after = sign_in.after(home())
    sign_in.enter(account)
    if proof is Proof.RECOVERY_CODE:
        left = second_factor.of(account).codes_left
        flash(
            ngettext(
                "Ce code de secours ne servira plus; il vous en reste %(num)s.",
                "Ce code de secours ne servira plus; il vous en reste %(num)s.",
                left,
            ),
            "warning",
        )
    return redirect(after, 303)


def _second_proof(account: Account, form: ProofForm) -> str:
    factors = second_factor.of(account)
    options = None
    if factors.passkeys:
        options, challenge = passkeys.to_use(factors.passkeys)
        sign_in.keep_challenge(challenge)
    return render_template("accounts/second_proof.html", form=form, factors=factors, options=options)
