"""Who to call today, and what the colleagues noted about an organization."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.service import signed_in
from app.core import access
from app.core.clock import today
from app.core.language import gettext as _
from app.core.links import own_path
from app.core.pages import Page
from app.cosignatures import service
from app.cosignatures.errors import PlannedMeanwhile
from app.cosignatures.fields import as_day
from app.cosignatures.follow_ups.forms import CallForm, NoteForm

bp = Blueprint("follow_up", __name__, url_prefix="/equipe")


@bp.get("/campagnes/<slug>/appels")
@access.staff("cosignatures.read")
def calls(slug: str) -> str:
    """The late calls and those of today first, then those to come."""
    campaign = service.campaign_of(signed_in(), slug)
    planned = service.calls(campaign, signed_in())
    return render_template(
        "cosignatures/staff/calls.html",
        campaign=campaign,
        due=[call for call in planned if call.on <= today()],
        later=[call for call in planned if call.on > today()],
        today=today(),
        here=request.full_path,
    )


@bp.get("/campagnes/<slug>/organismes/<uuid:organization_id>/suivi")
@access.staff("cosignatures.read")
def one(slug: str, organization_id: uuid.UUID) -> str:
    """One organization in one campaign: what it signed, the notes, the next call."""
    return _page(slug, organization_id, NoteForm(formdata=None), None)


@bp.post("/campagnes/<slug>/organismes/<uuid:organization_id>/suivi/note")
@access.staff("cosignatures.validate")
def note(slug: str, organization_id: uuid.UUID) -> Page:
    """Keep a few words."""
    form = NoteForm(formdata=request.form)
    if not form.validate():
        return _page(slug, organization_id, form, None), 422
    service.note(service.campaign_of(signed_in(), slug), organization_id, form.body.data or "", by=signed_in())
    flash(_("La note est gardée."), "success")
    return _back(slug, organization_id)


@bp.post("/campagnes/<slug>/organismes/<uuid:organization_id>/suivi/note/<uuid:note_id>/effacer")
@access.staff("cosignatures.validate")
def erase_note(slug: str, organization_id: uuid.UUID, note_id: uuid.UUID) -> Answer:
    """Take back one's own note."""
    service.erase_note(service.campaign_of(signed_in(), slug), organization_id, note_id, by=signed_in())
    flash(_("La note est effacée."), "success")
    return _back(slug, organization_id)


@bp.post("/campagnes/<slug>/organismes/<uuid:organization_id>/suivi/appel")
@access.staff("cosignatures.validate")
def plan_call(slug: str, organization_id: uuid.UUID) -> Page:
    """The day of the next call; none: struck off."""
    form = CallForm(formdata=request.form)
    if not form.validate():
        return _page(slug, organization_id, NoteForm(formdata=None), form), 422
    on, was = form.next_call_on.data, as_day(form.was.data)
    try:
        service.plan_call(service.campaign_of(signed_in(), slug), organization_id, on, seen=was, by=signed_in())
        flash(_("Prochain appel noté.") if on else _("Aucun appel prévu."), "success")
    except PlannedMeanwhile:
        flash(_("Quelqu’un d’autre vient de changer la date de l’appel. Rien n’a été changé : relisez-la."), "warning")
    return _back(slug, organization_id)


def _page(slug: str, organization_id: uuid.UUID, note_form: NoteForm, call_form: CallForm | None) -> str:
    campaign, me = service.campaign_of(signed_in(), slug), signed_in()
    followed = service.followed(campaign, me, organization_id)
    planned = followed.next_call_on
    return render_template(
        "cosignatures/staff/follow_up.html",
        campaign=campaign,
        followed=followed,
        organization=followed.organization,
        note_form=note_form,
        call_form=call_form
        or CallForm(formdata=None, was=planned.isoformat() if planned else "", next_call_on=planned),
        may_write=service.may_follow(me, followed.organization),
        me=me,
        back=own_path(request.values.get("retour"), ""),
    )


def _back(slug: str, organization_id: uuid.UUID) -> Answer:
    page = url_for(".one", slug=slug, organization_id=organization_id)
    return redirect(own_path(request.form.get("retour"), page), 303)
