"""What staff do to one cosignature beside deciding on it: correct, move to another region, note a resolution."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.links import own_path
from app.core.pages import Page
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile
from app.cosignatures.staff_forms import MoveForm, ResolutionForm, StaffCorrectionForm
from app.cosignatures.staff_page import as_seen, back, in_words, one_page

bp = Blueprint("cosignature_acts", __name__, url_prefix="/equipe")


@bp.route("/cosignatures/<uuid:cosignature_id>/corriger", methods=["GET", "POST"])
@access.staff("cosignatures.validate")
def correct(cosignature_id: uuid.UUID) -> Page:
    """The name as it is shown, the municipality, the person."""
    cosignature = service.one(signed_in(), cosignature_id, "cosignatures.validate")
    if request.method == "POST":
        form = StaffCorrectionForm(formdata=request.form)
        if form.validate():
            return _corrected(cosignature_id, form)
    else:
        form = StaffCorrectionForm.of(cosignature)
    page = render_template(
        "cosignatures/staff/correct.html",
        cosignature=cosignature,
        campaign=cosignature.campaign,
        form=form,
        back=own_path(request.values.get("retour"), ""),
    )
    return page, 422 if form.errors else 200


@bp.post("/cosignatures/<uuid:cosignature_id>/region")
@access.staff("cosignatures.validate")
def move(cosignature_id: uuid.UUID) -> Page:
    """It belongs elsewhere, and to whoever serves that region."""
    form = MoveForm(formdata=request.form)
    if not form.validate():
        return one_page(cosignature_id, move_form=form), 422
    try:
        seen = service.Seen.on_the_page(cosignature_id, as_seen())
        cosignature = service.move_to_region(seen, form.region.data or "", by=signed_in())
    except (DecidedMeanwhile, AnotherIsLive) as refused:
        flash(in_words(refused), "warning")
        return back(cosignature_id)
    region = service.region_names()[cosignature.region_code]
    flash(_("%(name)s : maintenant dans %(region)s.", name=cosignature.shown_name, region=region), "success")
    if service.may_see(signed_in(), cosignature):
        return back(cosignature_id)
    pile = url_for("cosignatures_staff.pile", slug=cosignature.campaign.slug)
    return redirect(own_path(request.form.get("retour"), pile), 303)


@bp.post("/cosignatures/<uuid:cosignature_id>/resolution")
@access.staff("cosignatures.validate")
def resolution(cosignature_id: uuid.UUID) -> Page:
    """The board resolved; `erase`: it was noted by mistake."""
    form = ResolutionForm(formdata=request.form)
    erased = "erase" in request.form
    if not erased and not form.validate():
        return one_page(cosignature_id, resolution_form=form), 422
    seen = service.Seen.on_the_page(cosignature_id, as_seen())
    try:
        if erased:
            service.erase_resolution(seen, was=form.was, by=signed_in())
            flash(_("La résolution est effacée."), "success")
        else:
            service.note_resolution(seen, form.resolution(), was=form.was, by=signed_in())
            flash(_("La résolution du conseil est notée."), "success")
    except DecidedMeanwhile as refused:
        flash(in_words(refused), "warning")
    return back(cosignature_id)


def _corrected(cosignature_id: uuid.UUID, form: StaffCorrectionForm) -> Page:
    """Where the person was, with what was done in words."""
    me = signed_in()
    seen = service.Seen.on_the_page(cosignature_id, as_seen())
    try:
        changes = service.correct_by_staff(seen, form.correction(service.one(me, cosignature_id)), by=me)
        if changes:
            flash(_("C’est corrigé. La personne signataire reçoit par courriel ce qui a changé."), "success")
        else:
            flash(_("Rien n’a changé."))
    except (DecidedMeanwhile, AnotherIsLive) as refused:
        flash(in_words(refused), "warning")
    return back(cosignature_id)
