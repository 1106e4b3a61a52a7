"""What the public reads: the list of a campaign, its editions one by one, and every file of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as Answer
from werkzeug.wsgi import wrap_file

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, ListPreset
from app.core import access, renderings
from app.core.language import locale
from app.core.pages import Page
from app.core.pages import feed as atom
from app.cosignatures import service as cosignatures
from app.editions import service
from app.editions.errors import NoSuchEdition
from app.editions.service import Awaited, PublicList
from app.editions.tables import list_rows
from app.endorsements import service as endorsements
from app.paper import service as paper

bp = Blueprint("editions", __name__)
NOT_KEPT = {"Cache-Control": "no-store"}


@bp.get("/campagnes/<slug>/signataires", defaults={"region": None})
@bp.get("/campagnes/<slug>/signataires/regions/<region>")
@access.public
def signatories(slug: str, region: str | None) -> str | Answer:
    """Region by region, or one region; its total is the number of names below it. `?q=` searches without JavaScript."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key, renderings.MEMBERS)
    found = service.public_list(campaign, locale(), is_searched="q" in request.args)
    return _chosen(found, region) or _page(
        "editions/signatories.html",
        campaign,
        found,
        region,
        since=service.since_previous(found.edition) if found.edition else None,
        deposited=service.deposited(campaign),
        support=endorsements.public_support(campaign),
        group_in_words=endorsements.group_in_words,
        paper=paper.public_count(campaign),
    )


@bp.get("/campagnes/<slug>/signataires.txt")
@access.public
def signatories_text(slug: str) -> Answer:
    """To paste into a letter or a web page; `?preset=fidele` or `?preset=soigne`."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    found = service.public_list(campaign, locale())
    preset = service.preset_named(request.args.get("preset"), campaign.list_preset)
    text = service.as_text(found.printed(preset, locale()), found.sections)
    return _inline(text.encode(), "text/plain", f"signataires-{slug}.txt")


@bp.get("/campagnes/<slug>/signataires.csv")
@access.public
def signatories_csv(slug: str) -> Answer:
    """For a spreadsheet, with its byte order mark; `?delimiter=;` for one set up in French."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    rows = list_rows(service.public_list(campaign, locale()).sections)
    delimiter = ";" if request.args.get("delimiter") == ";" else ","
    return _inline(service.as_csv(rows, delimiter=delimiter), "text/csv", f"signataires-{slug}.csv")


@bp.get("/campagnes/<slug>/editions")
@access.public
def index(slug: str) -> str:
    """Every edition of the campaign."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    return render_template(
        "editions/index.html",
        campaign=campaign,
        text=campaign.text(locale()),
        editions=service.told(service.every(campaign)),
    )


@bp.get("/campagnes/<slug>/editions.atom")
@access.public
def feed(slug: str) -> Answer:
    """For whoever follows the campaign with a feed reader."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    told = service.told(service.every(campaign))
    return atom("editions/feed.xml", campaign=campaign, text=campaign.text(locale()), editions=told)


@bp.get("/campagnes/<slug>/editions/<int:number>", defaults={"region": None})
@bp.get("/campagnes/<slug>/editions/<int:number>/regions/<region>")
@access.public
def edition(slug: str, number: int, region: str | None) -> str | Answer:
    """One edition, as it was frozen; those who are shown no more are left out, and out of its total."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key, renderings.MEMBERS)
    frozen = service.numbered(campaign, number)
    found = service.of_edition(frozen, locale(), is_searched="q" in request.args)
    more = {"since": service.since_previous(frozen), "told": service.told([frozen])[0]}
    return _chosen(found, region) or _page("editions/edition.html", campaign, found, region, **more)


@bp.get("/campagnes/<slug>/editions/<int:number>/html", defaults={"preset": None})
@bp.get("/campagnes/<slug>/editions/<int:number>/html/<preset>")
@access.public
def paste(slug: str, number: int, preset: str | None) -> str:
    """The piece of HTML, to copy into the page of another site."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    found = service.numbered(campaign, number)
    chosen = service.preset_named(preset, found.list_preset)
    if preset not in (None, chosen.value):  # in an address of its own, what there is not is not found
        raise NoSuchEdition
    kept, _form = service.file(found, service.name_of("html", chosen), locale=locale())
    return render_template(
        "editions/paste.html",
        campaign=campaign,
        text=campaign.text(locale()),
        edition=found,
        preset=chosen.value,
        fragment=kept.read().decode(),
    )


@bp.get("/campagnes/<slug>/editions/<int:number>/<name>", defaults={"region": None})
@bp.get("/campagnes/<slug>/editions/<int:number>/regions/<region>/<name>")
@access.public
def file(slug: str, number: int, name: str, region: str | None) -> Answer:
    """A file of an edition, whole or of one region; kept, so that a part of it can be asked for."""
    campaign = campaigns.public(slug)
    found = service.numbered(campaign, number)
    form, kept = service.served(found, name, region_code=region, locale=locale())
    if isinstance(kept, Awaited):
        return redirect(url_for(".waiting", slug=slug, number=number, name=name, region=region), 303)
    answer = Response(wrap_file(request.environ, kept.stream), mimetype=form.mimetype, direct_passthrough=True)
    answer.content_length = size = kept.size
    answer.set_etag(kept.etag)
    stem = f"{slug}-edition-{number}" + (f"-{region}" if region else "")
    answer.headers["Content-Disposition"] = f'inline; filename="{stem}-{name}"'
    answer.headers["Cache-Control"] = "no-cache"  # asked about each time: a name may have left since
    try:
        return answer.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        answer.close()
        raise


@bp.get("/campagnes/<slug>/editions/<int:number>/attente/<name>", defaults={"region": None})
@bp.get("/campagnes/<slug>/editions/<int:number>/regions/<region>/attente/<name>")
@access.public
@access.polled
def waiting(slug: str, number: int, name: str, region: str | None) -> Page:
    """A document that a worker is making: how far it is, for the page that is open; once it is there, the document."""
    campaign = campaigns.public(slug)
    found = service.numbered(campaign, number)
    _form, awaited = service.served(found, name, region_code=region, locale=locale())
    values: dict[str, Any] = {"slug": slug, "number": number, "name": name, "region": region}
    is_piece = "HX-Request" in request.headers
    if not isinstance(awaited, Awaited):
        awaited.stream.close()
        there = url_for(".file", **values)
        return Response(status=204, headers={"HX-Redirect": there}) if is_piece else redirect(there, 303)
    template = "editions/_awaited.html" if is_piece else "editions/waiting.html"
    here = url_for(".waiting", **values)
    return render_template(template, campaign=campaign, edition=found, awaited=awaited, here=here), 200, NOT_KEPT


def _chosen(found: PublicList, region: str | None) -> Answer | None:
    """Off to the address of the region that was picked in the form, with what was searched; each has one of its own."""
    picked = request.args.get("region", "")
    if region is not None or picked not in {section.code for section in found.sections}:
        return None
    arguments = {**(request.view_args or {}), "region": picked, "q": request.args.get("q") or None}
    return redirect(url_for(str(request.endpoint), **arguments))


def _page(template: str, campaign: Campaign, found: PublicList, region: str | None, **more: object) -> str:
    query = request.args.get("q", "")
    within = [found.in_region(region)] if region is not None else found.sections
    shown = cosignatures.containing(within, query) if query else within
    lines = found.lines(campaign)
    preset = service.preset_named(request.args.get("preset"), ListPreset.SOIGNE)  # the quotation of 2024 is a file
    return render_template(
        template,
        campaign=campaign,
        text=campaign.text(locale()),
        edition=found.edition,
        day_of_list=found.wording.on,
        printed=found.printed(preset, locale()),
        sections=found.sections,
        shown=shown,
        region=region,
        lines=lines,
        all_together=service.total(lines),
        what=service.What,
        awaited=[section for section in found.sections if not section.entries],
        found=cosignatures.total(shown),
        waiting=service.since(campaign, found.edition) if found.edition else 0,
        query=query,
        earlier=cosignatures.signed_earlier(campaign),
        led_by=campaigns.leaders_in_words(campaign, locale()),
        **more,
    )


def _inline(body: bytes, mimetype: str, name: str) -> Answer:
    answer = Response(body, content_type=f"{mimetype}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.add_etag()
    return answer.make_conditional(request)
