"""The sheet to print and to pass around: rows to fill in, why, and where the campaign is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.chapters.models import Chapter
from app.consents.models import Purpose
from app.core import qr, typesetting
from app.core.clock import today
from app.core.language import gettext as _
from app.core.language import speaking
from app.core.links import bare, public_url
from app.core.typography import day, french

ROWS = 12
# By the name of the paper: what typst calls it.
SHEETS = {"lettre": "us-letter", "a4": "a4"}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: for everybody, for an assembly, under the name of a chapter."""

    paper: str = "lettre"
    locale: str = "fr"
    assembly: str = ""
    held_on: date | None = None
    chapter: Chapter | None = None


def print_sheet(campaign: Campaign, sheet: Sheet) -> bytes:
    """The sheet as PDF; the same day, the same bytes."""
    with speaking(sheet.locale):
        told = _facts(campaign, sheet)
    drawn = qr.as_svg(_address(campaign, sheet))
    return typesetting.pdf("paper-sheet", told, files={"code.svg": drawn}).content


def _address(campaign: Campaign, sheet: Sheet) -> str:
    """The form, under the name of the chapter if there is one; the page of a campaign that takes no more."""
    if not campaign.is_open:
        return public_url("site.campaign", locale=sheet.locale, slug=campaign.slug)
    via = {"via": sheet.chapter.key} if sheet.chapter else {}
    return public_url("cosignatures.sign", locale=sheet.locale, slug=campaign.slug, **via)


def _facts(campaign: Campaign, sheet: Sheet) -> dict[str, Any]:
    words = campaign.text(sheet.locale)
    home = public_url("site.campaign", locale=sheet.locale, slug=campaign.slug)
    return {
        **campaigns.print_colours(campaign.colour),
        "locale": sheet.locale,
        "title": _("%(title)s – feuille de signatures", title=_typeset(words.title, sheet.locale)),
        "on": today().isoformat(),
        "paper": SHEETS[sheet.paper],
        "heading": _typeset(words.title, sheet.locale),
        "kicker": _("Feuille de signatures des organismes"),
        "ask": _typeset(words.ask, sheet.locale),
        "where": _where(sheet),
        "led_by": campaigns.leaders_in_words(campaign, sheet.locale),
        "columns": [
            _("N°"),
            _("Nom de l’organisme"),
            _("Municipalité"),
            _("Personne qui signe"),
            _("Fonction"),
            _("Courriel"),
            _("Accord du conseil (CA)"),
            _("Le nom peut paraître"),
            _("Signature"),
        ],
        "rows": ROWS,
        "choices": {"board": [_("oui"), _("à venir")], "shown": [_("oui"), _("non")]},
        "consent": _consent(campaign, sheet.locale),
        "notice": _notice(campaign, sheet),
        "totals": [_("Signatures sur cette feuille :"), _("Comptées par :"), _("Feuille n°")],
        "code": {"alt": _("Code QR de la campagne"), "words": _("Signer en ligne"), "address": bare(home)},
    }


def _where(sheet: Sheet) -> list[tuple[str, str]]:
    """The assembly and its day, then the regional table; a line to fill in where nothing was said."""
    on = _typeset(day(sheet.held_on, sheet.locale), sheet.locale) if sheet.held_on else ""
    return [
        (_("Assemblée et date :"), ", ".join(filter(None, (sheet.assembly, on)))),
        (_("Table régionale :"), sheet.chapter.name if sheet.chapter else ""),
    ]


def _consent(campaign: Campaign, locale: str) -> str:
    """To what one says yes: the very wording of the site, which the second column of answers stands for."""
    shown = campaigns.consent_texts(campaign, locale).get(Purpose.PUBLISH_NAME)
    wording = _typeset(shown.wording, locale) if shown else ""
    return _(
        "En signant, nous cosignons la lettre de la campagne au nom de l’organisme, avec le droit de le faire. "
        "« Peut paraître » veut dire : « %(wording)s »",
        wording=wording.strip(),
    )  # fmt: skip


def _notice(campaign: Campaign, sheet: Sheet) -> str:
    """What the law wants said where names are asked for, in a few lines; all of it stands at the address."""
    config = current_app.config
    officer = (config["PRIVACY_OFFICER_TITLE"], config["PRIVACY_OFFICER_EMAIL"])
    return _(
        "%(operator)s recueille ces renseignements pour %(leaders)s et %(chapter)s, afin de vérifier la signature et "
        "de vous joindre à ce sujet. Seules les personnes autorisées de ces organisations voient le nom, la fonction "
        "et le courriel; ils ne sont jamais publiés, et sont détruits au plus tard six mois après la fermeture de la "
        "campagne. Pour les voir, les corriger ou retirer la signature : %(officer)s. La lettre et l’avis complet se "
        "lisent à l’adresse ci-dessus.",
        operator=config["OPERATOR"],
        leaders=campaigns.leaders_in_words(campaign, sheet.locale) or config["OPERATOR"],
        chapter=sheet.chapter.acronym if sheet.chapter else _("l’antenne régionale"),
        officer=", ".join(part for part in officer if part),
    )  # fmt: skip


def _typeset(text: str, locale: str) -> str:
    return french(text) if locale == "fr" else text
