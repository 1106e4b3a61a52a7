"""What the public reads of the news: the list, each of them at its address, calendars and the feed."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.campaigns import service as campaigns
from app.core import access, calendar_files, renderings
from app.core.language import locale
from app.core.pages import feed as atom
from app.core.pages import page_number
from app.territory import service as territory
from app.territory.models import NATIONAL, Region
from app.updates import service
from app.updates.errors import NoSuchUpdate

bp = Blueprint("updates", __name__)


@bp.get("/campagnes/<slug>/nouvelles")
@access.public
def index(slug: str) -> str:
    """The activities to come, then the news, the last one first; `?region=` keeps what concerns that region."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    region = _region()
    return render_template(
        "updates/index.html",
        campaign=campaign,
        text=campaign.text(locale()),
        regions=_regions(),
        region=region,
        listed=service.listed(campaign, region.code if region else None, page_number()),
    )


@bp.get("/campagnes/<slug>/nouvelles/<int:number>")
@access.public
def update(slug: str, number: int) -> str:
    """One of them, at the address that it keeps."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    found = service.public(campaign, number)
    return render_template(
        "updates/update.html",
        campaign=campaign,
        text=campaign.text(locale()),
        update=found,
        said=found.text(locale()),
    )


@bp.get("/campagnes/<slug>/nouvelles/<int:number>/activite.ics")
@access.public
def calendar_file(slug: str, number: int) -> Response:
    """The activity, to put into a calendar."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    found = service.public(campaign, number)
    if not found.is_activity:
        raise NoSuchUpdate
    return _calendar(service.calendar_of_activity(found, locale()), f"{slug}-{number}.ics")


@bp.get("/campagnes/<slug>/activites.ics")
@access.public
def calendar(slug: str) -> Response:
    """Every activity of the campaign, to subscribe to; `?region=` keeps what concerns that region."""
    campaign, region = campaigns.public(slug), _region()
    renderings.hang_on(campaign.page_key)
    title = " – ".join(filter(None, (campaign.text(locale()).title, region.name if region else "")))
    held = service.activities(campaign, region.code if region else None)
    return _calendar(service.calendar_of_campaign(held, title, locale()), f"{slug}.ics")


@bp.get("/campagnes/<slug>/nouvelles.atom")
@access.public
def feed(slug: str) -> Response:
    """For whoever follows the campaign with a feed reader; `?region=` keeps what concerns that region."""
    campaign, region = campaigns.public(slug), _region()
    renderings.hang_on(campaign.page_key)
    told = service.feed(campaign, region.code if region else None)
    return atom("updates/feed.xml", campaign=campaign, text=campaign.text(locale()), region=region, updates=told)


def _regions() -> list[Region]:
    """Those of which one tells news: National is none."""
    return [one for one in territory.regions() if one.code != NATIONAL]


def _region() -> Region | None:
    """The one that the address names, if it does."""
    named = request.args.get("region")
    return next((one for one in _regions() if one.code == named), None) if named else None


def _calendar(body: bytes, name: str) -> Response:
    answer = Response(body, content_type=f"{calendar_files.MIMETYPE}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
