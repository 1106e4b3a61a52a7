"""Staff plan visits, look at them, change them, cancel them, and take them into their calendar."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import VISITS
from app.accounts.service import signed_in
from app.campaigns.models import Campaign
from app.core import access, calendar_files
from app.core.clock import today
from app.core.language import gettext as _
from app.core.pages import Page
from app.visits import service
from app.visits.errors import AlreadyPlanned, ChangedMeanwhile
from app.visits.forms import CancelForm, VisitForm, number_of
from app.visits.models import Visit

bp = Blueprint("visits_staff", __name__, url_prefix="/equipe")
READ = "desk"


@bp.get("/campagnes/<slug>/visites")
@access.staff(READ)
def index(slug: str) -> str:
    """What is planned, what was made, and the ridings that nobody has planned to visit."""
    agenda = service.agenda(signed_in(), slug)
    return render_template(
        "visits/staff/index.html", agenda=agenda, campaign=agenda.campaign, today=today(), say=service
    )


@bp.route("/campagnes/<slug>/visites/nouvelle", methods=["GET", "POST"])
@access.staff(VISITS)
def plan(slug: str) -> Page:
    """Another visit; `?pour=` whom it is for."""
    me = signed_in()
    campaign = service.campaign_of(me, slug)
    form = VisitForm()
    form.offer(*service.choices(me, campaign))
    if request.method == "GET":
        form.target.data = request.args.get("pour", "")
        return _form("plan", campaign, form)
    if not form.validate():
        return _form("plan", campaign, form), 422
    try:
        visit = service.plan(campaign, form.plan, by=me)
    except AlreadyPlanned:
        form.target.errors = [service.already_planned()]
        return _form("plan", campaign, form), 422
    flash(_("La visite est planifiée."), "success")
    return _to(visit)


@bp.get("/visites/<uuid:visit_id>")
@access.staff(READ)
def one(visit_id: uuid.UUID) -> str:
    """Everything about one visit; who goes, when and where to, is for those who plan."""
    return _one(service.visit_of(signed_in(), visit_id), CancelForm(formdata=None))


@bp.route("/visites/<uuid:visit_id>/modifier", methods=["GET", "POST"])
@access.staff(VISITS)
def edit(visit_id: uuid.UUID) -> Page:
    """Set right what was planned."""
    me = signed_in()
    visit = service.visit_of(me, visit_id, VISITS)
    number = visit.edition.number if visit.edition else ""
    form = VisitForm(data={
        "target": visit.target, "meets_on": visit.meets_on, "hour": visit.hour, "place": visit.place,
        "delegation": visit.delegation, "edition": str(number), "seen": visit.revision,
    })  # fmt: skip
    form.offer(*service.choices(me, visit.campaign))
    form.keep_target(visit)
    if request.method == "GET":
        return _form("edit", visit.campaign, form, visit=visit)
    if not form.validate():
        return _form("edit", visit.campaign, form, visit=visit), 422
    try:
        service.edit(visit.id, form.plan, seen=number_of(form.seen.data) or 0, by=me)
    except AlreadyPlanned:
        form.target.errors = [service.already_planned()]
        return _form("edit", visit.campaign, form, visit=visit), 422
    except ChangedMeanwhile:
        flash(service.changed_meanwhile(), "warning")
    else:
        flash(_("La visite est modifiée."), "success")
    return _to(visit)


@bp.post("/visites/<uuid:visit_id>/annuler")
@access.staff(VISITS)
def cancel(visit_id: uuid.UUID) -> Page:
    """It will not take place."""
    visit = service.visit_of(signed_in(), visit_id, VISITS)
    form = CancelForm(formdata=request.form)
    if not form.validate():
        return _one(visit, form), 422
    try:
        service.cancel(visit.id, form.reason.data or "", seen=number_of(form.seen.data) or 0, by=signed_in())
        flash(_("La visite est annulée."), "success")
    except ChangedMeanwhile:
        flash(service.changed_meanwhile(), "warning")
    return _to(visit)


@bp.post("/visites/<uuid:visit_id>/reprendre")
@access.staff(VISITS)
def take_back(visit_id: uuid.UUID) -> Answer:
    """A deposit, or a cancellation, was a mistake."""
    visit = service.visit_of(signed_in(), visit_id, VISITS)
    try:
        service.take_back(visit.id, seen=number_of(request.form.get("seen")) or 0, by=signed_in())
        flash(_("C’est défait : la visite est de nouveau à faire."), "success")
    except ChangedMeanwhile:
        flash(service.changed_meanwhile(), "warning")
    except AlreadyPlanned:
        flash(_("Une autre visite est planifiée là depuis : rien n’a été changé."), "warning")
    return _to(visit)


@bp.get("/visites/<uuid:visit_id>/visite.ics")
@access.staff(VISITS)
def calendar(visit_id: uuid.UUID) -> Response:
    """For the calendar of whoever goes."""
    content = service.invitation(service.visit_of(signed_in(), visit_id, VISITS))
    headers = {"Content-Disposition": 'attachment; filename="visite.ics"'}
    return Response(content, content_type=f"{calendar_files.MIMETYPE}; charset=utf-8", headers=headers)


def _one(visit: Visit, form: CancelForm) -> str:
    may_plan = service.may_plan(signed_in(), visit)
    if form.seen.data is None:
        form.seen.data = str(visit.revision)
    return render_template(
        "visits/staff/one.html", visit=visit, campaign=visit.campaign, form=form, may_plan=may_plan, today=today(),
        say=service, edition=service.edition_by_then(visit),
    )  # fmt: skip


def _form(what: str, campaign: Campaign, form: VisitForm, **more: Any) -> str:
    return render_template("visits/staff/form.html", what=what, campaign=campaign, form=form, **more)


def _to(visit: Visit) -> Answer:
    return redirect(url_for("visits_staff.one", visit_id=visit.id), 303)
