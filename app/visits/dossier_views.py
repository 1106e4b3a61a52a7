"""The dossier of a riding, as a page and on paper, and the sentences that staff read before they stand in it."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.accounts.models import VISITS
from app.accounts.service import signed_in
from app.core import access
from app.core.language import gettext as _
from app.core.language import locale
from app.messages.models import Reading
from app.officials import service as officials
from app.visits import service

bp = Blueprint("dossiers", __name__, url_prefix="/equipe/campagnes/<slug>")
READ = "desk"


@bp.get("/dossiers")
@access.staff(READ)
def index(slug: str) -> str:
    """Which riding?"""
    me = signed_in()
    campaign = service.campaign_of(me, slug)
    return render_template(
        "visits/staff/dossiers.html",
        campaign=campaign,
        ridings=service.scope(me, campaign).ridings,
        mnas=officials.mnas_by_riding(),
        say=service,
    )


@bp.get("/dossiers/<riding>")
@access.staff(READ)
def one(slug: str, riding: str) -> str:
    """What to bring to the visit."""
    me = signed_in()
    campaign = service.campaign_of(me, slug)
    found = service.dossier(campaign, service.riding_of(me, campaign, riding))
    return render_template(
        "visits/staff/dossier.html",
        campaign=campaign,
        text=campaign.text(locale()),
        dossier=found,
        may_plan=service.scope(me, campaign, VISITS).holds(found.riding),
        say=service,
    )


@bp.get("/dossiers/<riding>/dossier.pdf")
@access.staff(READ)
def pdf(slug: str, riding: str) -> Response:
    """The same on paper, made at once: it takes less time than to say that it is being made."""
    me = signed_in()
    campaign = service.campaign_of(me, slug)
    found = service.riding_of(me, campaign, riding)
    content = service.paper(service.dossier(campaign, found), locale())
    headers = {"Content-Disposition": f'inline; filename="dossier-{slug}-{found.slug}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


@bp.get("/phrases")
@access.staff(VISITS)
def excerpts(slug: str) -> str:
    """What those who wrote agreed to have quoted."""
    me = signed_in()
    campaign = service.campaign_of(me, slug)
    return render_template(
        "visits/staff/excerpts.html", campaign=campaign, quotes=service.excerpts(me, campaign), reading=Reading
    )


@bp.post("/phrases/<uuid:message_id>")
@access.staff(VISITS)
def read(slug: str, message_id: uuid.UUID) -> Answer:
    """Keep it, or set it aside."""
    me = signed_in()
    campaign = service.campaign_of(me, slug)
    kept = request.form.get("decision") == Reading.ACCEPTED.value
    service.read_excerpt(campaign, message_id, Reading.ACCEPTED if kept else Reading.SET_ASIDE, by=me)
    flash(_("La phrase pourra être citée.") if kept else _("La phrase est mise de côté."), "success")
    return redirect(url_for(".excerpts", slug=slug), 303)
