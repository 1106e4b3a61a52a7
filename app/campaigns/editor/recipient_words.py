"""Rules and traits as the editor names them: whom one writes to, whom one leaves out, whom a variant is for."""

from __future__ import annotations

from collections.abc import Sequence

from app.campaigns import traits
from app.core.language import gettext as _
from app.officials import service as officials
from app.officials.models import Mandate, Office


def rules(in_office: Sequence[Mandate]) -> list[str]:
    """Those that the editor offers; a bundle may name others."""
    heads = [mandate.institution or "" for mandate in in_office if mandate.office is Office.HEAD]
    return [
        "mna_of_riding",
        *(f"minister:{portfolio}" for portfolio in officials.PORTFOLIOS),
        "regional_minister",
        *(f"critic:{portfolio}" for portfolio in officials.PORTFOLIOS),
        *(f"head:{traits.key_of(name)}" for name in dict.fromkeys(heads)),
    ]


def rule_in_words(rule: str, in_office: Sequence[Mandate]) -> str:
    name, _colon, argument = rule.partition(":")
    if name == "critic":
        return _critics(argument, in_office)
    if name == "head":
        known = {traits.key_of(one.institution): one.institution for one in in_office if one.institution}
        return _("La direction : %(institution)s", institution=known.get(argument, argument))
    named = {
        "mna_of_riding": _("La députée ou le député de la circonscription"),
        "regional_minister": _("La ou le ministre responsable de la région"),
        "minister:social-services": _("La ou le ministre responsable des Services sociaux"),
        "minister:health": _("La ou le ministre de la Santé"),
        "minister:finance": _("La ou le ministre des Finances"),
        "minister:treasury": _("La présidente ou le président du Conseil du trésor"),
    }
    return named.get(rule) or _("La liste fixe « %(name)s »", name=argument)


def _critics(argument: str, in_office: Sequence[Mandate]) -> str:
    portfolio, _colon, party = argument.partition(":")
    of_all = {
        "social-services": _("Les porte-parole de tous les partis en matière de services sociaux"),
        "health": _("Les porte-parole de tous les partis en matière de santé"),
        "finance": _("Les porte-parole de tous les partis en matière de finances"),
        "treasury": _("Les porte-parole de tous les partis pour le Conseil du trésor"),
    }[portfolio]
    named = parties(in_office).get(party, party)
    return _("%(critics)s, mais du parti « %(party)s » seulement", critics=of_all, party=named) if party else of_all


def parties(in_office: Sequence[Mandate]) -> dict[str, str]:
    """The parties of those who hold an office today, by their key."""
    return {traits.key_of(one.official.party): one.official.party for one in in_office if one.official.party}


def persons(in_office: Sequence[Mandate]) -> dict[str, str]:
    """Those who hold an office today, by the key of their name."""
    return {traits.key_of(one.official.name): one.official.name for one in in_office}


def trait_in_words(trait: str, in_office: Sequence[Mandate]) -> str:
    """« Qui appuie déjà la campagne »."""
    kind, _colon, value = trait.partition(":")
    if kind == "party":
        return _("Les personnes du parti « %(party)s »", party=parties(in_office).get(value, value))
    if kind == "person":
        return persons(in_office).get(value, value)
    return {
        "stance:supports": _("Qui appuie la campagne"),
        "stance:met": _("Qui nous a rencontrés sans se prononcer"),
        "stance:refuses": _("Qui a refusé"),
        "office:mna": _("Qui est à l’Assemblée sans autre fonction"),
        "office:minister": _("Les ministres"),
        "office:regional_minister": _("Les ministres responsables d’une région"),
        "office:critic": _("Les porte-parole des partis"),
        "office:whip": _("Les whips"),
        "office:head": _("Les directions d’établissement"),
    }[trait]


def variant_in_words(name: str, in_office: Sequence[Mandate]) -> str:
    """« Qui appuie la campagne », « La lettre d’un organisme »."""
    kind, _colon, trait = name.partition(":")
    if kind != traits.BY_ORGANIZATION:
        return trait_in_words(name, in_office)
    if not trait:
        return _("La lettre d’un organisme")
    words = trait_in_words(trait, in_office)
    return _("La lettre d’un organisme : %(trait)s", trait=words[:1].lower() + words[1:])


def exclusions(in_office: Sequence[Mandate]) -> list[str]:
    """The traits by which the editor offers to leave somebody out; persons are named apart."""
    offices = ("mna", "minister", "regional_minister", "critic", "head")
    return [
        "stance:supports",
        "stance:refuses",
        *(f"party:{party}" for party in parties(in_office)),
        *(f"office:{office}" for office in offices),
    ]


def variants(in_office: Sequence[Mandate]) -> list[str]:
    """For whom the editor offers to word the message otherwise."""
    letters = [traits.BY_ORGANIZATION, f"{traits.BY_ORGANIZATION}:stance:supports"]
    return ["stance:supports", "stance:met", *exclusions(in_office)[1:], *letters]
