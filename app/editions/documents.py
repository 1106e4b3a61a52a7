"""An edition as a document to hand over: the letter, to whom it is addressed, then who signs it.

The same facts make the PDF and the DOCX. Everything here is in the language that is being spoken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, Letter, ListPreset
from app.core.clock import local
from app.core.language import ENGLISH, FRENCH, ngettext
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.typesetting import drawing, prose
from app.core.typography import day, french, moment, number
from app.cosignatures.service import Section, total
from app.editions import finding
from app.editions.models import Edition
from app.editions.presets import Printed
from app.territory import service as territory
from app.territory.models import NATIONAL

Facts = dict[str, Any]


def around(edition: Edition, region_code: str | None, locale: str) -> Facts:
    """What the document says besides the names: as long as it is the same, what was made of it stays good."""
    campaign, on = edition.campaign, local(edition.frozen_at).date()
    letter = campaigns.letter_at(campaign, edition.frozen_at)
    names = campaigns.leaders_in_full(campaign.leaders, locale)
    title = french(edition.title(locale)) if locale == FRENCH else edition.title(locale)
    return {
        "locale": locale,
        "on": on.isoformat(),
        "headline": title,
        "region": _of_region(region_code, locale) if region_code else "",
        "author": [leader.name_in(locale) for leader in campaign.leaders],
        "led_by": _("Qui mène la campagne : %(led_by)s.", led_by=names) if names else "",
        "logos": _logos(campaign, locale),
        **campaigns.print_colours(campaign.colour),
        "dated": day(on, locale),
        "edition": _("Édition %(number)s", number=edition.number),
        "page": _("Page {n} de {total}"),
        "letter": _letter(campaign, letter, edition, locale) if letter else None,
        "earlier": _earlier(finding.signed_earlier(edition, letter, region_code)) if letter else "",
        "proof": _proof(edition, locale),
    }


def digest_of(facts: Mapping[str, Any]) -> str:
    """Of what is around the names, and of how it is drawn."""
    told = json.dumps(facts, sort_keys=True) + drawing("edition")
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def with_names(facts: Facts, edition: Edition, sections: Sequence[Section], printed: Printed) -> Facts:
    """The whole document."""
    shown = [section for section in sections if section.entries]
    heading = heading_of_list(total(shown), edition.list_word, printed)
    if facts["region"]:
        heading = f"{heading} {facts['region']}"
    return {
        **facts,
        "title": f"{facts['headline']} – {heading}",
        "heading": heading,
        "figure": number(total(shown), printed.locale) if printed.counts_regions else str(total(shown)),
        "count_line": printed.count_line,
        "list_dated": printed.dated,
        "by_region": None if facts["region"] else _by_region(shown, printed),
        "regions": [_region(section, printed) for section in shown],
    }


def heading_of_list(count: int, word: str, printed: Printed) -> str:
    """« Les 1 586 organismes cosignataires »; « fidèle » does not group its figures."""
    if printed.locale == ENGLISH:
        return f"The {number(count, ENGLISH)} co-signing organizations" if count > 1 else "The co-signing organization"
    if count == 1:
        return f"L’organisme {word.removesuffix('s')}"
    return f"Les {number(count, FRENCH) if printed.preset is ListPreset.SOIGNE else count} organismes {word}"


def pictures(campaign: Campaign) -> dict[str, bytes]:
    """The logos of those who lead, by the name under which the facts call them."""
    return {f"{digest}.png": content for digest, content in campaigns.logos(campaign).items()}


def _logos(campaign: Campaign, locale: str) -> list[dict[str, str]]:
    return [
        {"file": f"{leader.logo}.png", "alt": leader.logo_text_in(locale) or leader.full_name_in(locale)}
        for leader in campaign.leaders
        if leader.logo
    ]


def _letter(campaign: Campaign, letter: Letter, edition: Edition, locale: str) -> Facts:
    on = local(edition.frozen_at).date()
    return {
        "dated": _("Le %(day)s", day=day(on, locale)),
        "addressees": campaigns.addressees(campaign, on=on, locale=locale),
        "body": prose(letter.body(locale), locale),
        "locale": ENGLISH if locale == ENGLISH and letter.body_en else FRENCH,
    }


def _earlier(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(num)s de ces organismes a signé une version antérieure de la lettre.",
        "%(num)s de ces organismes ont signé une version antérieure de la lettre.",
        count,
    )


def _proof(edition: Edition, locale: str) -> Facts:
    return {
        "frozen": _("Liste gelée le %(moment)s", moment=moment(edition.frozen_at, locale)),
        "address": public_url("editions.edition", locale=locale, slug=edition.campaign.slug, number=edition.number),
        "checksum_label": _("Empreinte"),
        "checksum": edition.checksum,
    }


def _of_region(code: str, locale: str) -> str:
    """« du Bas-Saint-Laurent »; “– Bas-Saint-Laurent”."""
    if locale == FRENCH and code != NATIONAL:
        return territory.of_region(code)
    return f"– {next(region.name for region in territory.regions() if region.code == code)}"


def _by_region(sections: Iterable[Section], printed: Printed) -> Facts:
    shown = list(sections)
    most = max((len(section.entries) for section in shown), default=1)
    return {
        "heading": _("Par région"),
        "columns": [_("Région"), _("Organismes")],
        "rows": [
            {
                "code": section.code,
                "name": section.name,
                "count": number(len(section.entries), printed.locale),
                "part": len(section.entries) / most,
            }
            for section in shown
        ],
    }


def _region(section: Section, printed: Printed) -> Facts:
    return {
        "code": section.code,
        "heading": printed.heading(section),
        "names": [{"name": entry.name, "city": entry.city if printed.shows_city else ""} for entry in section.entries],
    }
