"""« L’Assemblée est dissoute » : one act, what it does before it is done, and how to take it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import OFFICIALS_EDIT
from app.accounts.service import signed_in
from app.core import access
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.pages import Page
from app.officials import dissolving
from app.officials.errors import AlreadyDissolved, NotDissolved, OfficeHeld
from app.officials.forms import DissolutionForm

bp = Blueprint("dissolution", __name__, url_prefix="/equipe/destinataires/dissolution")


@bp.route("", methods=["GET", "POST"])
@access.staff(OFFICIALS_EDIT)
def tell() -> Page:
    """Every MNA's mandate ends that day; ministers stay."""
    form = DissolutionForm()
    if request.method == "GET":
        form.on.data = today()
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        ended = dissolving.dissolve(on=form.on.data or today(), by=signed_in())
    except AlreadyDissolved:
        flash(_("La dissolution était déjà notée : rien n’a été changé."), "warning")
        return _back()
    flash(ngettext("C’est noté : %(num)s mandat finit.", "C’est noté : %(num)s mandats finissent.", ended), "success")
    return _back()


@bp.post("/annuler")
@access.staff(OFFICIALS_EDIT)
def undo() -> Answer:
    """It was a mistake."""
    try:
        resumed = dissolving.undo_dissolution(by=signed_in())
    except NotDissolved:
        flash(_("Aucune dissolution n’est à annuler."), "warning")
    except OfficeHeld:
        flash(_("Quelqu’un a été nommé depuis à l’une de ces charges : rien n’a été changé."), "warning")
    else:
        flash(
            ngettext("C’est défait : %(num)s mandat reprend.", "C’est défait : %(num)s mandats reprennent.", resumed),
            "success",
        )
    return _back()


def _page(form: DissolutionForm) -> str:
    return render_template(
        "officials/dissolution.html",
        form=form,
        standing=dissolving.standing_dissolution(),
        mandates=dissolving.would_end(today()),
    )


def _back() -> Answer:
    return redirect(url_for("dissolution.tell"), 303)
