"""What the public reads: to whom the list was handed, and what they answered."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.core import access, renderings
from app.core.language import locale
from app.visits import service

bp = Blueprint("visits", __name__)


@bp.get("/campagnes/<slug>/depots")
@access.public
def deposits(slug: str) -> str:
    """The deposits that were made public, the last first."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    return render_template(
        "visits/deposits.html",
        campaign=campaign,
        text=campaign.text(locale()),
        deposited=service.deposited(campaign),
        deposits=service.deposits(campaign),
        say=service,
    )


@bp.get("/campagnes/<slug>/depots/<uuid:visit_id>/<digest>.jpg")
@access.public
def photo(slug: str, visit_id: uuid.UUID, digest: str) -> Answer:
    """The picture of a deposit; asked about each time, for it may be taken away."""
    found = service.photo(campaigns.public(slug), visit_id, digest)
    answer = Response(found.content, content_type="image/jpeg", headers={"Cache-Control": "no-cache"})
    answer.set_etag(found.digest)
    return answer.make_conditional(request)
