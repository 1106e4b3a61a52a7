"""The public list: the page, and the same rows as plain text and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template, request
from werkzeug.wrappers import Response as Answer

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, ListPreset
from app.core import access, renderings
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import locale
from app.core.tabular import write_csv
from app.cosignatures import presets, service
from app.cosignatures.agreement_figures import signed_earlier
from app.cosignatures.blueprint import bp


@bp.get("/campagnes/<slug>/signataires")
@access.public
def signatories(slug: str) -> str:
    """Region by region; its total is the number of names below it. `?q=` searches without JavaScript."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    sections = service.public_list(campaign)
    query = request.args.get("q", "")
    shown = service.containing(sections, query) if query else sections
    preset = presets.preset_named(request.args.get("preset"), ListPreset.SOIGNE)  # the quotation of 2024 is a file
    return render_template(
        "cosignatures/signatories.html",
        campaign=campaign,
        text=campaign.text(locale()),
        printed=presets.printed(campaign, sections, preset, locale()),
        sections=sections,
        shown=shown,
        awaited=[section for section in sections if not section.entries],
        total=service.total(sections),
        found=service.total(shown),
        query=query,
        today=today(),
        earlier=signed_earlier(campaign),
        led_by=campaigns.leaders_in_words(campaign, locale()),
    )


@bp.get("/campagnes/<slug>/signataires.txt")
@access.public
def signatories_text(slug: str) -> Answer:
    """To paste into a letter or a web page; `?preset=fidele` or `?preset=soigne`."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    sections = service.public_list(campaign)
    printed = presets.printed(campaign, sections, _preset(campaign), locale())
    return _file(presets.as_text(printed, sections).encode(), "text/plain", f"signataires-{slug}.txt")


@bp.get("/campagnes/<slug>/signataires.csv")
@access.public
def signatories_csv(slug: str) -> Answer:
    """For a spreadsheet, with its byte order mark; `?delimiter=;` for one set up in French."""
    campaign = campaigns.public(slug)
    renderings.hang_on(campaign.page_key)
    sections = service.public_list(campaign)
    delimiter = ";" if request.args.get("delimiter") == ";" else ","
    body = b"".join(write_csv(_rows(sections), delimiter=delimiter))
    return _file(body, "text/csv", f"signataires-{slug}.csv")


def _rows(sections: list[service.Section]) -> Iterator[tuple[str, ...]]:
    yield _("Code de région"), _("Région"), _("Organisme"), _("Municipalité")
    for section in sections:
        for entry in section.entries:
            yield section.code, section.name, entry.name, entry.city


def _preset(campaign: Campaign) -> ListPreset:
    return presets.preset_named(request.args.get("preset"), campaign.list_preset)


def _file(body: bytes, mimetype: str, name: str) -> Answer:
    answer = Response(body, content_type=f"{mimetype}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.add_etag()
    return answer.make_conditional(request)
