"""The mailboxes of one official: added, set right, verified, removed."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import OFFICIALS_EDIT
from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.pages import Page
from app.officials import finding, keeping
from app.officials.errors import AlreadyAddressed
from app.officials.forms import MailboxForm
from app.officials.models import Official, OfficialAddress

bp = Blueprint("mailboxes", __name__, url_prefix="/equipe/destinataires/<uuid:official_id>/adresses")


@bp.route("/ajouter", methods=["GET", "POST"])
@access.staff(OFFICIALS_EDIT)
def add(official_id: uuid.UUID) -> Page:
    """One more."""
    official = finding.person(official_id).official
    form = MailboxForm()
    if request.method == "GET":
        return _page(form, official)
    if not form.validate():
        return _page(form, official), 422
    try:
        keeping.add_mailbox(official_id, form.mailbox, by=signed_in())
    except AlreadyAddressed:
        return _known(form, official), 422
    flash(_("L’adresse est ajoutée."), "success")
    return _to(official_id)


@bp.route("/<uuid:address_id>", methods=["GET", "POST"])
@access.staff(OFFICIALS_EDIT)
def edit(official_id: uuid.UUID, address_id: uuid.UUID) -> Page:
    """Set right."""
    official = finding.person(official_id).official
    address = keeping.address_of(official_id, address_id)
    form = MailboxForm() if request.method == "POST" else MailboxForm.of(address)
    if request.method == "GET":
        return _page(form, official, address)
    if not form.validate():
        return _page(form, official, address), 422
    try:
        keeping.edit_mailbox(official_id, address_id, form.mailbox, by=signed_in())
    except AlreadyAddressed:
        return _known(form, official, address), 422
    flash(_("L’adresse est modifiée."), "success")
    return _to(official_id)


@bp.post("/<uuid:address_id>/verifier")
@access.staff(OFFICIALS_EDIT)
def verify(official_id: uuid.UUID, address_id: uuid.UUID) -> Answer:
    """Somebody looked today."""
    keeping.verify(official_id, address_id, by=signed_in())
    flash(_("L’adresse est vérifiée aujourd’hui."), "success")
    return _to(official_id)


@bp.post("/<uuid:address_id>/retirer")
@access.staff(OFFICIALS_EDIT)
def remove(official_id: uuid.UUID, address_id: uuid.UUID) -> Answer:
    """Nobody is written to there any more."""
    keeping.remove_mailbox(official_id, address_id, by=signed_in())
    flash(_("L’adresse est retirée."), "success")
    return _to(official_id)


def _page(form: MailboxForm, official: Official, address: OfficialAddress | None = None) -> str:
    return render_template("officials/mailbox.html", form=form, official=official, address=address)


def _known(form: MailboxForm, official: Official, address: OfficialAddress | None = None) -> str:
    form.email.errors = [_("Cette personne a déjà cette adresse.")]
    return _page(form, official, address)


def _to(official_id: uuid.UUID) -> Answer:
    return redirect(url_for("officials.one", official_id=official_id), 303)
