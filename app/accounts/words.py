"""Roles and refusals in the words of the pages and of the commands."""

from __future__ import annotations

from app.accounts.errors import Weakness
from app.accounts.models import ERASE, EXPORT, Account, RoleAssignment, RoleName
from app.core.language import gettext as _
from app.core.language import ngettext


def role_in_words(role: RoleName) -> str:
    return {
        RoleName.ADMIN: _("Administration : tout, y compris les comptes"),
        RoleName.NATIONAL: _("Équipe nationale : toutes les régions"),
        RoleName.CHAPTER: _("Antenne régionale"),
        RoleName.READER: _("Lecture : les chiffres seulement"),
    }[role]


def assignment_in_words(assignment: RoleAssignment) -> str:
    """« Antenne régionale : TROCCQM, régions 04 et 17 »."""
    chapter = assignment.chapter
    if chapter is None:
        return role_in_words(assignment.role)
    codes = chapter.region_codes
    listed = _(" et ").join([", ".join(codes[:-1]), codes[-1]]) if len(codes) > 1 else "".join(codes)
    return ngettext(
        "Antenne régionale : %(chapter)s, région %(codes)s",
        "Antenne régionale : %(chapter)s, régions %(codes)s",
        len(codes),
        chapter=chapter.acronym,
        codes=listed,
    )


def place_in_words(account: Account) -> list[str]:
    """All roles of the account, then what is given to the person."""
    said = [assignment_in_words(assignment) for assignment in account.assignments]
    return said + [right_in_words(right) for right in (EXPORT, ERASE) if account.may(right)]


def right_in_words(right: str) -> str:
    """A right as the page « Qui peut quoi » says it; an unknown one under its own name."""
    return {
        "desk": _("Voir les chiffres"),
        "cosignatures.read": _("Lire les cosignatures et joindre les signataires"),
        "cosignatures.validate": _("Valider, corriger et refuser les cosignatures"),
        "campaigns.edit": _("Écrire et ouvrir les campagnes"),
        "register.read": _("Consulter le répertoire et ses contacts"),
        "register.edit": _("Tenir le répertoire : ajouter, modifier, fusionner, archiver"),
        "visits.plan": _("Planifier les visites, noter les dépôts et les réponses"),
        "mail.manage": _("Suivre les courriels : pause, reprise, décisions"),
        "commitments.note": _("Noter les engagements des personnes élues"),
        "officials.edit": _("Tenir la liste des destinataires, dire l’Assemblée dissoute"),
        "territory.edit": _("Charger les cartes, les municipalités et les codes postaux"),
        "accounts.manage": _("Inviter, donner les rôles, fermer des comptes"),
        "audit.read": _("Lire le journal"),
        EXPORT: _("Exporter des renseignements personnels"),
        ERASE: _("Détruire des renseignements personnels"),
    }.get(right, right)


def scope_in_words(role: RoleName, right: str) -> str:
    """Where that right of that role holds."""
    if right == "campaigns.edit" and role is RoleName.NATIONAL:
        return _("celles de la coalition")
    if right == "campaigns.edit" and role is RoleName.CHAPTER:
        return _("celles de l’antenne")
    if right == "mail.manage" and role is RoleName.CHAPTER:
        return _("ceux des campagnes de l’antenne")
    if right == "mail.manage" and role is RoleName.NATIONAL:
        return _("partout")
    return {
        RoleName.ADMIN: _("partout"),
        RoleName.NATIONAL: _("dans toutes les régions"),
        RoleName.CHAPTER: _("dans les régions de l’antenne"),
        RoleName.READER: _("partout"),
    }[role]


def short_role_in_words(role: RoleName) -> str:
    """The role in a word, for the head of a column."""
    return {
        RoleName.ADMIN: _("Administration"),
        RoleName.NATIONAL: _("Équipe nationale"),
        RoleName.CHAPTER: _("Antenne régionale"),
        RoleName.READER: _("Lecture"),
    }[role]


def weakness_in_words(weakness: Weakness) -> str:
    return {
        Weakness.TOO_SHORT: _("Il faut au moins 12 caractères. Quatre mots sans lien entre eux font l’affaire."),
        Weakness.TOO_LONG: _("Au plus 128 caractères."),
        Weakness.EASY_TO_GUESS: _(
            "Ce mot de passe se devine trop facilement. Quatre mots sans lien entre eux font l’affaire."
        ),
        Weakness.UNREADABLE: _("Ce mot de passe contient un caractère qui ne peut pas être enregistré."),
    }[weakness]


def wait_in_words(seconds: int) -> str:
    """« Trop d’essais. Réessayez dans 15 minutes. »"""
    minutes = max(1, -(-seconds // 60))
    return ngettext(
        "Trop d’essais. Réessayez dans %(num)s minute.", "Trop d’essais. Réessayez dans %(num)s minutes.", minutes
    )
