"""Forms of address: how a letter begins, and how an office is called.

Protocol, not translation: each language has its own manners, so both stand here side by side. In French a
letter opens with the title alone, without the name, in the gender of whoever holds the office. In English,
ministers and members are addressed by their office (Canadian Heritage, « Styles of address »).
"""

from __future__ import annotations

from app.core.language import ENGLISH
from app.officials.models import Gender, Mandate, Office

_SALUTATIONS = {
    (Office.MNA, Gender.FEMININE): ("Madame la Députée,", "Dear Member of the National Assembly,"),
    (Office.MNA, Gender.MASCULINE): ("Monsieur le Député,", "Dear Member of the National Assembly,"),
    (Office.MINISTER, Gender.FEMININE): ("Madame la Ministre,", "Dear Minister,"),
    (Office.MINISTER, Gender.MASCULINE): ("Monsieur le Ministre,", "Dear Minister,"),
}
_MEMBERS = {
    Gender.FEMININE: ("députée", "Member of the National Assembly"),
    Gender.MASCULINE: ("député", "Member of the National Assembly"),
    None: ("députée ou député", "Member of the National Assembly"),
}
_MINISTERS = {
    "social-services": (
        "ministre responsable des Services sociaux",
        "Minister Responsible for Social Services",
    ),
    "health": ("ministre de la Santé", "Minister of Health"),
    "finance": ("ministre des Finances", "Minister of Finance"),
    "treasury": ("ministre responsable du Conseil du trésor", "Minister Responsible for the Treasury Board"),
}
PORTFOLIOS = tuple(_MINISTERS)


def salutation(mandate: Mandate, locale: str) -> str:
    """The first line of a letter: « Madame la Députée, », « Monsieur le Ministre, »."""
    return _in(locale, _SALUTATIONS[mandate.office, mandate.official.gender])


def role_in_words(mandate: Mandate, locale: str) -> str:
    """The office, in the gender of whoever holds it: « députée », « ministre des Finances »."""
    if mandate.office is Office.MNA:
        return _in(locale, _MEMBERS[mandate.official.gender])
    return portfolio_in_words(mandate.portfolio or "", locale)


def seat_in_words(locale: str) -> str:
    """The office of a riding, whoever may hold it: « députée ou député »."""
    return _in(locale, _MEMBERS[None])


def portfolio_in_words(portfolio: str, locale: str) -> str:
    """The office of whoever holds this portfolio: « ministre des Finances »."""
    return _in(locale, _MINISTERS.get(portfolio, ("ministre", "Minister")))


def _in(locale: str, forms: tuple[str, str]) -> str:
    return forms[1] if locale == ENGLISH else forms[0]
