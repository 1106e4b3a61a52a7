"""Another e-mail address for a signature: asked for by its link, proved by the new one, refused by the former one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.core import access
from app.core.fields import changes_language
from app.core.language import gettext as _
from app.core.pages import Page
from app.cosignatures import links, service
from app.cosignatures.addresses import readdressing
from app.cosignatures.errors import TooManyAddresses
from app.cosignatures.forms import AddressForm

bp = Blueprint("address", __name__)


@bp.route("/signature/<token>/adresse", methods=["GET", "POST"])
@access.token
def ask(token: str) -> Page:
    """Which address; nothing changes before it is proved."""
    cosignature = service.of_link(token)
    form = AddressForm(cosignature.email_key, formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and not changes_language() and form.validate():
        try:
            service.ask_for_address(cosignature.id, form.address)
        except TooManyAddresses:
            form.refuse()
        else:
            flash(_asked(form.address), "success")
            return redirect(url_for("cosignatures.manage", token=token), 303)
    page = render_template(
        "cosignatures/address.html", cosignature=cosignature, campaign=cosignature.campaign, form=form, token=token
    )
    return page, 422 if form.errors else 200


@bp.route("/signature/adresse/<token>", methods=["GET", "POST"])
@access.token
def confirm(token: str) -> Page:
    """The link that went to the new address: a button, then the links of the signature."""
    change, cosignature = readdressing.address_to_take(links.ADDRESS.read(token))
    if request.method == "POST":
        cosignature = service.take_address(change.id)
        flash(_("C’est fait : cette adresse est celle de la signature. De nouveaux liens y sont envoyés."), "success")
    if request.method == "POST" or change.taken_at is not None:
        return redirect(url_for("cosignatures.manage", token=links.MANAGE.token(cosignature.link_id)), 303)
    return render_template(
        "cosignatures/address_confirm.html",
        cosignature=cosignature,
        campaign=cosignature.campaign,
        change=change,
        token=token,
    )


@bp.route("/signature/pas-moi/<token>", methods=["GET", "POST"])
@access.token
def refuse(token: str) -> Page:
    """The link that went to the former address: it keeps the signature, or takes it back."""
    change, cosignature = service.address_change(links.NOT_ME.read(token))
    shown = {"cosignature": cosignature, "campaign": cosignature.campaign, "change": change, "token": token}
    if request.method == "POST":
        was_taken = service.refuse_address(change.id)
        return render_template("cosignatures/address_refused.html", was_taken=was_taken, **shown)
    return render_template("cosignatures/address_refuse.html", **shown)


def _asked(address: str) -> str:
    return _(
        "Un courriel part à %(address)s : rien ne change tant que le bouton qui s’y trouve n’est pas pressé. "
        "L’adresse d’aujourd’hui reçoit un avis.",
        address=address,
    )
