"""« Courriels revenus »: whom nobody reaches any more, and what staff decide about it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page
from app.deliveries.errors import NoSuchSuppression
from app.desk.returns import showing
from app.desk.returns.forms import LiftForm
from app.desk.returns.words import reason

bp = Blueprint("returns", __name__, url_prefix="/equipe")


@bp.get("/courriels-revenus")
@access.staff("cosignatures.read")
def front() -> str:
    """Officials whose messages wait, signatories who were not reached, addresses left in peace."""
    return _front(LiftForm())


@bp.post("/courriels-revenus/laisser-partir")
@access.staff("mail.manage")
def release() -> Answer:
    """The address of an official is good, or it was mended."""
    showing.release(signed_in(), request.form.get("address", ""))
    flash(_("Les messages qui attendaient repartent."), "success")
    return redirect(url_for(".front"), 303)


@bp.post("/courriels-revenus/renoncer")
@access.staff("mail.manage")
def give_up() -> Answer:
    """The messages that wait will not be sent, and whoever wrote them is told."""
    number = showing.give_up(signed_in(), request.form.get("address", ""))
    flash(
        ngettext(
            "%(num)s message ne partira pas; la personne qui l’a écrit reçoit son texte par courriel.",
            "%(num)s messages ne partiront pas; les personnes qui les ont écrits reçoivent leur texte par courriel.",
            number,
        ),
        "success",
    )
    return redirect(url_for(".front"), 303)


@bp.post("/courriels-revenus/adresses/<uuid:suppression_id>/retablir")
@access.staff("mail.manage")
def lift(suppression_id: uuid.UUID) -> Answer:
    """Somebody says that the address works again."""
    showing.lift(signed_in(), suppression_id)
    return _lifted()


@bp.post("/courriels-revenus/adresses/retablir")
@access.staff("mail.manage")
def lift_address() -> Page:
    """The same of an address that the page does not show any more: it is typed."""
    form = LiftForm()
    if form.validate():
        try:
            showing.lift_address(signed_in(), form.typed)
        except NoSuchSuppression:
            form.refuse()
        else:
            return _lifted()
    return _front(form), 422


def _front(form: LiftForm) -> str:
    returns = showing.returns(signed_in())
    return render_template("desk/returns/front.html", returns=returns, reason=reason, form=form)


def _lifted() -> Answer:
    flash(_("L’adresse est rétablie : nous lui écrirons de nouveau."), "success")
    return redirect(url_for(".front"), 303)
