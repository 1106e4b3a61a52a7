"""What journalists read and take away: the press kit of a campaign, and every file of it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.core import access, renderings
from app.core.language import locale
from app.press import service

bp = Blueprint("press", __name__)


@bp.get("/campagnes/<slug>/presse")
@access.public
def kit(slug: str) -> str:
    """Figures, paragraphs to quote, pictures, posters, who answers."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    found = service.kit(campaign, locale())
    return render_template("press/kit.html", campaign=campaign, text=campaign.text(locale()), kit=found)


@bp.get("/campagnes/<slug>/presse/<name>", defaults={"region": None})
@bp.get("/campagnes/<slug>/presse/regions/<region>/<name>")
@access.public
def file(slug: str, name: str, region: str | None) -> Answer:
    """A picture, a poster or a code; asked about each time, since its figure may have changed."""
    campaign = campaigns.public(slug)
    kept, mimetype = service.file(campaign, name, region_code=region, locale=locale())
    stem = f"{slug}-{region}" if region else slug
    answer = Response(kept.content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'inline; filename="{stem}-{name}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(kept.mark)
    return answer.make_conditional(request)
