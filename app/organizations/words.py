"""Closed lists of the register, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.identifiers import IdentifierProblem
from app.core.language import gettext as _
from app.organizations.errors import NameProblem, NameRefused
from app.organizations.likeness import Reason
from app.organizations.models import AliasKind, Happened, Kind


def kind_in_words(kind: Kind) -> str:
    return {
        Kind.COMMUNITY: _("Organisme communautaire autonome"),
        Kind.REGIONAL_TABLE: _("Table régionale"),
        Kind.PROVINCIAL_GROUPING: _("Regroupement provincial"),
        Kind.OTHER: _("Autre"),
    }[kind]


def alias_kind_in_words(kind: AliasKind) -> str:
    return {
        AliasKind.ACRONYM: _("sigle"),
        AliasKind.FORMER_NAME: _("ancien nom"),
        AliasKind.OTHER: _("autre nom"),
    }[kind]


def reason_in_words(reason: Reason) -> str:
    """Why two entries are proposed."""
    return {
        Reason.SAME_KEY: _("même nom"),
        Reason.ALIAS: _("l’un porte un autre nom de l’autre"),
        Reason.OTHER_CITY: _("même nom, autre municipalité"),
        Reason.SEVERAL: _("même nom, municipalité non précisée"),
        Reason.OTHER_REGION: _("même nom et même municipalité, sous une autre région"),
        Reason.NO_REGION: _("même nom, région non précisée"),
        Reason.ACRONYM: _("l’un est le sigle de l’autre"),
        Reason.INITIALS: _("l’un est fait des initiales de l’autre"),
        Reason.PARENTHESES: _("seules les parenthèses diffèrent"),
        Reason.SAME_WORDS: _("mêmes mots, autrement placés"),
        Reason.WORDS_ADDED: _("l’un contient tous les mots de l’autre"),
        Reason.CLOSE_NAME: _("quelques lettres de différence"),
    }[reason]


def field_in_words(field: Happened) -> str:
    """A field of an entry, as its label says it."""
    return {
        Happened.NAME: _("Nom"),
        Happened.KIND: _("Type"),
        Happened.REGION: _("Région"),
        Happened.CITY: _("Municipalité"),
        Happened.MRC: _("MRC"),
        Happened.RIDING: _("Circonscription"),
        Happened.CHAPTER: _("Membre de"),
        Happened.MEMBER_SINCE: _("Membre depuis"),
        Happened.NEQ: _("NEQ"),
        Happened.CHARITY_NUMBER: _("Numéro d’organisme de bienfaisance"),
        Happened.PHONE: _("Téléphone"),
        Happened.SECTOR: _("Secteur"),
        Happened.NOTES: _("Notes"),
        Happened.EMAILS: _("Courriels"),
        Happened.ALIASES: _("Autres noms"),
        Happened.ADDED: _("Fiche ajoutée"),
        Happened.ARCHIVED: _("Fiche archivée"),
        Happened.RESTORED: _("Fiche rétablie"),
        Happened.MERGED: _("Fiches fusionnées"),
        Happened.PARTED: _("Fusion annulée"),
    }[field]


def value_in_words(what: Happened, value: str, region_names: Mapping[str, str]) -> str:
    """What a field said, before or after."""
    if what is Happened.REGION:
        return region_names.get(value, value)
    return kind_in_words(Kind(value)) if what is Happened.KIND and value else value


def number_in_words(problem: IdentifierProblem, *, is_neq: bool) -> str:
    """What looks wrong in a number; it is kept all the same."""
    if problem is IdentifierProblem.FORM:
        return _("Un NEQ compte dix chiffres.") if is_neq else _("La forme attendue est 123456789 RR 0001.")
    if problem is IdentifierProblem.PREFIX:
        return _("Un NEQ commence par 11, 22, 33 ou 88.")
    return _("Un chiffre ne concorde pas avec les autres : comparez avec le document.")


def refusal_in_words(refused: NameRefused) -> str:
    """Why no organization can be called that."""
    return {
        NameProblem.EMPTY: _("Écrivez le nom de l’organisme."),
        NameProblem.NO_LETTER: _("Il faut au moins une lettre ou un chiffre."),
        NameProblem.FORMULA: _("Un nom ne peut pas commencer par =, +, - ou @ : un tableur y verrait une formule."),
        NameProblem.TOO_LONG: _("Au plus %(limit)s caractères.", limit=refused.limit),
        NameProblem.UNREADABLE: _("Un caractère n’a pas pu être lu (�). Effacez-le et tapez-le de nouveau."),
        NameProblem.LINK: _("Sans adresse web, s’il vous plaît."),
    }[refused.problem]
