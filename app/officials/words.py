"""Offices and mailboxes in the words of the staff pages."""

from __future__ import annotations

from app.core.language import gettext as _
from app.core.language import locale
from app.officials.address import PORTFOLIOS, role_in_words
from app.officials.importing.functions import portfolio_keys
from app.officials.models import AddressKind, Mandate, Office


def kind_in_words(kind: AddressKind) -> str:
    return {
        AddressKind.RIDING: _("Bureau de circonscription"),
        AddressKind.PARLIAMENT: _("Assemblée nationale"),
        AddressKind.MINISTRY: _("Ministère"),
        AddressKind.OTHER: _("Autre bureau"),
    }[kind]


def office_in_words(office: Office) -> str:
    """The office, whoever holds it, and whatever for."""
    return {
        Office.MNA: _("Députée ou député"),
        Office.MINISTER: _("Ministre"),
        Office.REGIONAL_MINISTER: _("Ministre responsable d’une région"),
        Office.CRITIC: _("Porte-parole d’un parti"),
        Office.WHIP: _("Whip d’un parti"),
        Office.HEAD: _("Direction d’un établissement"),
    }[office]


def mandate_in_words(mandate: Mandate) -> str:
    """« Députée, Rimouski », « Ministre des Finances », « Porte-parole en matière de santé »."""
    role = role_in_words(mandate, locale())
    said = f"{role}, {mandate.riding.name}" if mandate.riding else role
    return said[:1].upper() + said[1:]


def title_of(office: Office, portfolio: str) -> str:
    """How an office is called, for a portfolio that we have no words of our own for."""
    if office not in (Office.MINISTER, Office.CRITIC) or any(key in PORTFOLIOS for key in portfolio_keys(portfolio)):
        return ""
    said = portfolio[:1].lower() + portfolio[1:] if portfolio[1:2].islower() else portfolio
    if "minist" in said.lower() or said.startswith("porte-parole"):
        return said
    return f"ministre, {portfolio}" if office is Office.MINISTER else f"porte-parole, {portfolio}"
