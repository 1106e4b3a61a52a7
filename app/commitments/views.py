"""What everybody reads: where each official stands, as a page, as tables, as a feed."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.commitments import service
from app.commitments.forms import wanted
from app.commitments.models import Stance
from app.core import access, renderings
from app.core.language import gettext as _
from app.core.language import locale
from app.core.pages import feed as atom
from app.core.tabular import write_csv

bp = Blueprint("commitments", __name__)


@bp.get("/campagnes/<slug>/engagements")
@access.public
def board(slug: str) -> str:
    """By riding and by party; `?q=`, `?region=`, `?parti=` and `?position=` show a part of it, without JavaScript."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key, renderings.OFFICIALS)
    asked = wanted(request.args)
    return render_template(
        "commitments/board.html",
        campaign=campaign,
        text=campaign.text(locale()),
        board=service.board(campaign, asked),
        asked=asked,
        stances=list(Stance),
        say=service,
    )


@bp.get("/campagnes/<slug>/engagements.csv")
@access.public
def table(slug: str) -> Response:
    """For a spreadsheet, with its byte order mark; `?delimiter=;` for one set up in French."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key, renderings.OFFICIALS)
    heading = [
        _("Région"), _("Circonscription"), _("Nom"), _("Parti"), _("Fonction"), _("Position"), _("Date"), _("Source"),
        _("Lien"), _("Phrase"),
    ]  # fmt: skip
    rows = service.table(service.board(campaign), heading, locale())
    delimiter = ";" if request.args.get("delimiter") == ";" else ","
    return _inline(b"".join(write_csv(rows, delimiter=delimiter)), "text/csv", f"engagements-{slug}.csv")


@bp.get("/campagnes/<slug>/engagements.json")
@access.public
def data(slug: str) -> Response:
    """For programs."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key, renderings.OFFICIALS)
    content = service.as_json(service.board(campaign), locale())
    return _inline(content.encode(), "application/json", f"engagements-{slug}.json")


@bp.get("/campagnes/<slug>/engagements.atom")
@access.public
def feed(slug: str) -> Answer:
    """For whoever follows the campaign with a feed reader."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key, renderings.OFFICIALS)
    return atom(
        "commitments/feed.xml",
        campaign=campaign,
        text=campaign.text(locale()),
        latest=service.latest(campaign),
        say=service,
    )


def _inline(body: bytes, content_type: str, name: str) -> Response:
    answer = Response(body, content_type=f"{content_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
