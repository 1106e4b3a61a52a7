"""What the page of a campaign fetches: its colour (the policy forbids inline style), and the logos of its leaders."""

from __future__ import annotations

from flask import Blueprint, Response

from app.campaigns import service
from app.campaigns.colour import stylesheet
from app.core import access, renderings

bp = Blueprint("campaigns", __name__)
YEAR_S = 365 * 24 * 3600


@bp.get("/campagnes/<slug>/couleur.css")
@access.public
def colour(slug: str) -> Response:
    campaign = service.public(slug)
    renderings.hang_on(campaign.page_key)
    return Response(stylesheet(campaign.colour), mimetype="text/css")


@bp.get("/campagnes/<slug>/logos/<digest>.png")
@access.public
def logo(slug: str, digest: str) -> Response:
    """The picture of somebody who leads the campaign. Its address names its content: it may be kept for a year."""
    answer = Response(service.logo(service.public(slug), digest), mimetype="image/png")
    answer.cache_control.public, answer.cache_control.max_age = True, YEAR_S
    answer.cache_control.immutable = True
    return answer
