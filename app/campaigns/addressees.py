"""To whom a letter is addressed: what stands above its first words. Protocol: each language has its own manners."""

from __future__ import annotations

from datetime import date

from app.campaigns.models import Campaign
from app.core.language import ENGLISH
from app.officials import service as officials
from app.officials.models import Gender, Mandate

_CIVILITY = {Gender.FEMININE: "Madame", Gender.MASCULINE: "Monsieur"}
_EVERY_MEMBER = {
    "fr": "Aux députées et aux députés de l’Assemblée nationale du Québec",
    "en": "To the Members of the National Assembly of Québec",
}


def addressees(campaign: Campaign, *, on: date, locale: str) -> list[list[str]]:
    """Each as the lines of an address, in the order of the rules of the campaign, whoever held the office that day.

    An office that nobody held is written to all the same; the members of the Assembly are one addressee.
    """
    found = [lines for rule in campaign.recipient_rules for lines in _of_rule(rule, on, locale)]
    return [lines for place, lines in enumerate(found) if lines not in found[:place]]


def _of_rule(rule: str, on: date, locale: str) -> list[list[str]]:
    name, _, argument = rule.partition(":")
    if name == "minister":
        mandate = officials.minister_of(argument, on)
        return [_address(mandate, locale) if mandate else [_opening(officials.portfolio_in_words(argument, locale))]]
    if name == "fixed":
        return [_address(mandate, locale) for mandate in officials.on_list(argument, on)]
    return [[_EVERY_MEMBER[locale]]]


def _address(mandate: Mandate, locale: str) -> list[str]:
    name = mandate.official.name
    civil = name if locale == ENGLISH else f"{_CIVILITY[mandate.official.gender]} {name}"
    return [civil, _opening(officials.role_in_words(mandate, locale))]


def _opening(role: str) -> str:
    return role[:1].upper() + role[1:]
