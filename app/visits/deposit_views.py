"""Staff note what was handed over at a visit, with its picture, and what was answered."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import VISITS
from app.accounts.service import signed_in
from app.core import access, uploads
from app.core.clock import today
from app.core.language import gettext as _
from app.core.pages import Page
from app.editions import service as editions
from app.visits import service
from app.visits.errors import ChangedMeanwhile, NoSuchPhoto
from app.visits.forms import AnswerForm, DepositForm, number_of
from app.visits.models import Visit

bp = Blueprint("deposits", __name__, url_prefix="/equipe/visites/<uuid:visit_id>")
ROOM_FOR_WORDS = 100_000


@bp.route("/depot", methods=["GET", "POST"])
@access.staff(VISITS)
@uploads.up_to(service.LARGEST_FILE + ROOM_FOR_WORDS)
def deposit(visit_id: uuid.UUID) -> Page:
    """The visit took place; again, to set right what was noted."""
    visit = service.visit_of(signed_in(), visit_id, VISITS)
    form = DepositForm(data=_noted(visit), has_photo=visit.photo is not None)
    form.offer(editions.every(visit.campaign))
    if request.method == "GET" or not form.validate():
        return _page("deposit", visit, form)
    try:
        service.deposit(visit.id, form.deposit, seen=number_of(form.seen.data) or 0, by=signed_in())
        flash(_("Le dépôt est noté."), "success")
    except ChangedMeanwhile:
        flash(service.changed_meanwhile(), "warning")
    return _to(visit)


@bp.route("/reponse", methods=["GET", "POST"])
@access.staff(VISITS)
def answer(visit_id: uuid.UUID) -> Page:
    """What was answered."""
    visit = service.visit_of(signed_in(), visit_id, VISITS)
    mandate, present = service.who_answers(visit), service.commitment_of(visit)
    form = AnswerForm(who=mandate.official.name if mandate else "", data={
        "answer": visit.answer.value, "on": visit.answered_on, "source": visit.answer_source,
        "note": visit.answer_note, "is_public": visit.answer_is_public, "seen": visit.revision,
        "commitment_seen": present.revision if present else 0,
    })  # fmt: skip
    if request.method == "GET" or not form.validate():
        return _page("answer", visit, form)
    try:
        service.answer(visit.id, form.given, seen=number_of(form.seen.data) or 0, by=signed_in())
        flash(_("La réponse est notée."), "success")
    except ChangedMeanwhile:
        flash(service.changed_meanwhile(), "warning")
    return _to(visit)


@bp.get("/photo.jpg")
@access.staff(VISITS)
def photo(visit_id: uuid.UUID) -> Response:
    """The picture as it will be seen; public or not."""
    visit = service.visit_of(signed_in(), visit_id, VISITS)
    if visit.photo is None:
        raise NoSuchPhoto
    return Response(visit.photo.content, content_type="image/jpeg")


def _noted(visit: Visit) -> dict[str, object]:
    """What is known of the deposit, or what is likely."""
    edition = visit.edition if visit.deposited_on else service.edition_by_then(visit)
    return {
        "on": visit.deposited_on or min(visit.meets_on, today()),
        "edition": str(edition.number) if edition else "",
        "organizations": visit.organizations or service.handed_over(visit.campaign, edition) or None,
        "is_public": visit.is_public if visit.deposited_on else True,
        "photo_words": visit.photo.words if visit.photo else "",
        "seen": visit.revision,
    }


def _page(name: str, visit: Visit, form: DepositForm | AnswerForm) -> Page:
    page = render_template(
        f"visits/staff/{name}.html", visit=visit, campaign=visit.campaign, form=form, whom=service.whom(visit)
    )
    return page, 422 if form.errors else 200


def _to(visit: Visit) -> Answer:
    return redirect(url_for("visits_staff.one", visit_id=visit.id), 303)
