"""Forms of address: how a letter begins, and how an office is called.

Protocol, not translation: each language has its own manners, so both stand here side by side. In French a
letter opens with the title alone, without the name, in the gender of whoever holds the office. In English,
ministers and members are addressed by their office (Canadian Heritage, « Styles of address »).
"""

from __future__ import annotations

from app.core.language import ENGLISH
from app.officials.english import in_english
from app.officials.models import Gender, Mandate, Office
from app.territory import service as territory

_MEMBER_OPENINGS = {
    Gender.FEMININE: ("Madame la Députée,", "Dear Member of the National Assembly,"),
    Gender.MASCULINE: ("Monsieur le Député,", "Dear Member of the National Assembly,"),
}
_MINISTER_OPENINGS = {
    Gender.FEMININE: ("Madame la Ministre,", "Dear Minister,"),
    Gender.MASCULINE: ("Monsieur le Ministre,", "Dear Minister,"),
}
_CIVILITY = {Gender.FEMININE: ("Madame", "Madam"), Gender.MASCULINE: ("Monsieur", "Sir")}
_ARTICLE = {Gender.FEMININE: "la ", Gender.MASCULINE: "le "}
_VOWELS = frozenset("aàâeéèêiîoôuœ")

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
_CRITICS = {
    "social-services": ("porte-parole en matière de services sociaux", "critic for social services"),
    "health": ("porte-parole en matière de santé", "critic for health"),
    "finance": ("porte-parole en matière de finances", "critic for finance"),
    "treasury": ("porte-parole pour le Conseil du trésor", "critic for the Treasury Board"),
}
PORTFOLIOS = tuple(_MINISTERS)


def salutation(mandate: Mandate, locale: str) -> str:
    """The first line of a letter: « Madame la Députée, », « Monsieur le Ministre, »."""
    gender = mandate.official.gender
    if mandate.office in (Office.MINISTER, Office.REGIONAL_MINISTER):
        return _in(locale, _MINISTER_OPENINGS[gender])
    if mandate.office is Office.HEAD:
        return _opening_of_head(mandate, locale)
    return _in(locale, _MEMBER_OPENINGS[gender])


def role_in_words(mandate: Mandate, locale: str) -> str:
    """The office, in the gender of whoever holds it: « députée », « ministre des Finances »."""
    portfolio = mandate.portfolio or ""
    match mandate.office:
        case Office.MNA:
            return _in(locale, _MEMBERS[mandate.official.gender])
        case Office.MINISTER:
            own = "" if portfolio in _MINISTERS else _title(mandate, locale)
            return own or portfolio_in_words(portfolio, locale)
        case Office.REGIONAL_MINISTER:
            return regional_in_words(mandate.region_code or "", locale)
        case Office.CRITIC:
            own = "" if portfolio in _CRITICS else _title(mandate, locale)
            return own or critic_in_words(portfolio, locale)
        case Office.WHIP:
            return "whip"
        case Office.HEAD:
            title = mandate.title or _in(locale, ("direction générale", "executive management"))
            return f"{title}, {mandate.institution}"


def seat_in_words(locale: str) -> str:
    """The office of a riding, whoever may hold it: « députée ou député »."""
    return _in(locale, _MEMBERS[None])


def portfolio_in_words(portfolio: str, locale: str) -> str:
    """The office of whoever holds this portfolio: « ministre des Finances »."""
    return _in(locale, _MINISTERS.get(portfolio, ("ministre", "Minister")))


def critic_in_words(portfolio: str, locale: str) -> str:
    """The office of whoever speaks for a party on this portfolio: « porte-parole en matière de santé »."""
    return _in(locale, _CRITICS.get(portfolio, ("porte-parole", "critic")))


def regional_in_words(region_code: str, locale: str) -> str:
    """« ministre responsable de la région de l’Outaouais »."""
    if locale == ENGLISH:
        return f"Minister Responsible for the {_region_names().get(region_code, '')} Region"
    return f"ministre responsable de la région {territory.of_region(region_code)}"


def _title(mandate: Mandate, locale: str) -> str:
    """As the list gave it, which is in French; in English where all of it is known."""
    return in_english(mandate.title) if locale == ENGLISH else mandate.title


def _opening_of_head(mandate: Mandate, locale: str) -> str:
    """« Madame la Présidente-directrice générale, »: the title that the person bears, else the civility alone."""
    civility = _in(locale, _CIVILITY[mandate.official.gender])
    if locale == ENGLISH:
        return f"Dear {civility},"
    title = mandate.title
    if not title:
        return f"{civility},"
    article = "l’" if title[0].lower() in _VOWELS else _ARTICLE[mandate.official.gender]
    return f"{civility} {article}{title[0].upper()}{title[1:]},"


def _region_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in territory.rows("regions.csv")}


def _in(locale: str, forms: tuple[str, str]) -> str:
    return forms[1] if locale == ENGLISH else forms[0]
