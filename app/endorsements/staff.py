"""The pages on which staff look at endorsements, one decision at a time."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import EXPORT
from app.accounts.service import signed_in
from app.campaigns import service as campaigns
from app.core import access
from app.core.language import gettext as _
from app.core.pages import Page
from app.endorsements import service
from app.endorsements.errors import AlreadyValidated, EndorsementChanged
from app.endorsements.export_forms import TYPES, ExportForm
from app.endorsements.forms import DecisionForm, DeclineForm, StaffForm
from app.endorsements.models import PERSONS, Endorsement

bp = Blueprint("endorsements_staff", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/appuis")
@access.staff("cosignatures.read")
def pile(slug: str) -> str:
    """Those that wait, those that count, those that do not."""
    me, campaign = signed_in(), campaigns.of_staff(signed_in(), slug)
    wanted = request.args.get("etat")
    tab = service.Tab(wanted) if wanted in {one.value for one in service.Tab} else service.Tab.TO_VALIDATE
    return render_template(
        "endorsements/staff/pile.html",
        campaign=campaign,
        tab=tab,
        tabs=service.Tab,
        counts=service.tab_counts(campaign, me),
        pile=service.pile(campaign, me, tab, request.args.get("page", 1, type=int) or 1),
        may_decide=me.may("cosignatures.validate"),
        may_export=me.may(EXPORT),
        kind_in_words=service.kind_in_words,
    )


@bp.route("/campagnes/<slug>/appuis/table", methods=["GET", "POST"])
@access.staff(EXPORT)
def internal(slug: str) -> Response | tuple[str, int]:
    """The table with the persons, in the regions of whoever asks; why is kept."""
    campaign = campaigns.of_staff(signed_in(), slug)
    form = ExportForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET" or not form.validate():
        page = render_template("endorsements/staff/internal.html", campaign=campaign, form=form)
        return page, 422 if form.errors else 200
    format = str(form.format.data)
    body = service.internal(campaign, format, service.Purpose(form.purpose.data), by=signed_in())
    name = f"{slug}-appuis-interne.{format}"
    return Response(body, content_type=TYPES[format], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.get("/appuis/<uuid:endorsement_id>")
@access.staff("cosignatures.read")
def one(endorsement_id: uuid.UUID) -> str:
    """One endorsement: what is known of it, the decision, and what may be set right."""
    return _page(service.one(signed_in(), endorsement_id))


@bp.post("/appuis/<uuid:endorsement_id>/valider")
@access.staff("cosignatures.validate")
def validate(endorsement_id: uuid.UUID) -> Answer:
    """It is who it says: it counts from now on."""
    try:
        done = service.validate(endorsement_id, _seen(), by=signed_in())
        flash(_("Validé : %(name)s. La personne est avertie par courriel.", name=done.name), "success")
    except (EndorsementChanged, AlreadyValidated) as refused:
        flash(_in_words(refused), "warning")
    return _back(endorsement_id)


@bp.post("/appuis/<uuid:endorsement_id>/refuser")
@access.staff("cosignatures.validate")
def decline(endorsement_id: uuid.UUID) -> Page:
    """It does not count; the reason is mailed."""
    form = DeclineForm(formdata=request.form)
    if not form.validate():
        return _page(service.one(signed_in(), endorsement_id, "cosignatures.validate"), decline_form=form), 422
    try:
        done = service.decline(endorsement_id, form.seen.data or "", form.reason.data or "", by=signed_in())
        flash(_("Refusé : %(name)s. La personne reçoit la raison par courriel.", name=done.name), "success")
    except EndorsementChanged as refused:
        flash(_in_words(refused), "warning")
    return _back(endorsement_id)


@bp.post("/appuis/<uuid:endorsement_id>/rouvrir")
@access.staff("cosignatures.validate")
def reopen(endorsement_id: uuid.UUID) -> Answer:
    """Undo: it waits for a decision again."""
    try:
        service.reopen(endorsement_id, _seen(), by=signed_in())
        flash(_("La décision est annulée."), "success")
    except EndorsementChanged as refused:
        flash(_in_words(refused), "warning")
    return _back(endorsement_id)


@bp.post("/appuis/<uuid:endorsement_id>/corriger")
@access.staff("cosignatures.validate")
def correct(endorsement_id: uuid.UUID) -> Page:
    """Set right the kind, the name or the place."""
    form = StaffForm(formdata=request.form)
    if not form.validate():
        return _page(service.one(signed_in(), endorsement_id, "cosignatures.validate"), form=form), 422
    try:
        service.correct_by_staff(
            endorsement_id, form.seen.data or "", form.given(), publishes_name=form.publish.data, by=signed_in()
        )
        flash(_("C’est corrigé."), "success")
    except (EndorsementChanged, AlreadyValidated) as refused:
        flash(_in_words(refused), "warning")
    return _back(endorsement_id)


def _page(endorsement: Endorsement, *, form: StaffForm | None = None, decline_form: DeclineForm | None = None) -> str:
    return render_template(
        "endorsements/staff/one.html",
        endorsement=endorsement,
        campaign=endorsement.campaign,
        is_of_a_person=endorsement.kind in PERSONS,
        kind_in_words=service.kind_in_words,
        may_decide=campaigns.serves(
            signed_in(), endorsement.campaign, endorsement.region_code or "", "cosignatures.validate"
        ),
        form=form or StaffForm.of(endorsement),
        decline_form=decline_form or DeclineForm(formdata=None, seen=endorsement.as_seen),
    )


def _seen() -> str:
    return DecisionForm(formdata=request.form).seen.data or ""


def _back(endorsement_id: uuid.UUID) -> Answer:
    return redirect(url_for(".one", endorsement_id=endorsement_id), 303)


def _in_words(refused: EndorsementChanged | AlreadyValidated) -> str:
    if isinstance(refused, AlreadyValidated):
        return _("Cet appui est déjà validé sous ce nom : refusez celui-ci, en disant pourquoi.")
    return _("Quelqu’un a décidé ou corrigé entre-temps. Rien n’a été changé : relisez.")
