"""The colour of a campaign, at an address of its own: the policy forbids inline style."""

from __future__ import annotations

from flask import Blueprint, Response

from app.campaigns import service
from app.campaigns.colour import stylesheet
from app.core import access, renderings

bp = Blueprint("campaigns", __name__)


@bp.get("/campagnes/<slug>/couleur.css")
@access.public
def colour(slug: str) -> Response:
    campaign = service.public(slug)
    renderings.hang_on(campaign.page_key)
    return Response(stylesheet(campaign.colour), mimetype="text/css")
