"""Staff read what officials answered to those who wrote, and make commitments of it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import COMMITMENTS
from app.accounts.service import signed_in
from app.campaigns import service as campaigns
from app.commitments import service as commitments
from app.commitments.models import Stance
from app.core import access
from app.core.language import gettext as _
from app.messages.errors import NoSuchMessage
from app.messages.survey import service
from app.messages.survey.models import Reply

bp = Blueprint("survey_staff", __name__, url_prefix="/equipe/campagnes/<slug>/reponses")
READ = "desk"
OFFERED = (Stance.SUPPORTS, Stance.REFUSES, Stance.MET)


@bp.get("")
@access.staff(READ)
def index(slug: str) -> str:
    """How many were answered what, official by official."""
    return render_template(
        "survey/staff/index.html",
        totals=service.totals(signed_in(), slug),
        replies=list(Reply),
        may_read=signed_in().may(COMMITMENTS),
        say=service,
        stances=commitments,
    )


@bp.get("/<uuid:official_id>")
@access.staff(COMMITMENTS)
def one(slug: str, official_id: uuid.UUID) -> str:
    """Each answer of an official, without whose it is."""
    me = signed_in()
    campaign = campaigns.of_staff(me, slug)
    line = commitments.line_of(me, campaign, official_id, COMMITMENTS)
    return render_template(
        "survey/staff/one.html",
        campaign=campaign,
        line=line,
        answers=service.replies_of(campaign, official_id),
        offered=OFFERED,
        say=service,
        stances=commitments,
    )


@bp.post("/<uuid:official_id>/<uuid:answer_id>")
@access.staff(COMMITMENTS)
def make(slug: str, official_id: uuid.UUID, answer_id: uuid.UUID) -> Answer:
    """An answer becomes a commitment."""
    me = signed_in()
    campaign, typed = campaigns.of_staff(me, slug), request.form.get("stance")
    seen = request.form.get("vu", "")
    stance = next((one for one in OFFERED if one.value == typed), None)
    if stance is None:
        raise NoSuchMessage
    outcome = service.make_commitment(
        campaign, official_id, answer_id, stance, seen=int(seen) if seen.isdecimal() and len(seen) < 7 else 0, by=me
    )
    if outcome.noted:
        flash(_("C’est noté au tableau. Vous pouvez y ajouter un lien, une phrase, ou tout défaire."), "success")
    else:
        flash(_("Quelqu’un d’autre vient de noter une position. Rien n’a été changé : relisez-la."), "warning")
    return redirect(url_for("commitments_staff.one", slug=slug, official_id=official_id), 303)
