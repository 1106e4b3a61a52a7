"""Roles and refusals in the words of the pages and of the commands."""

from __future__ import annotations

from app.accounts.errors import Weakness
from app.accounts.models import RoleAssignment, RoleName
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
    """« Antenne régionale : TROC de la Mauricie, régions 04 et 17 »."""
    chapter = assignment.chapter
    if chapter is None:
        return role_in_words(assignment.role)
    codes = chapter.region_codes
    listed = _(" et ").join([", ".join(codes[:-1]), codes[-1]]) if len(codes) > 1 else "".join(codes)
    return ngettext(
        "Antenne régionale : %(chapter)s, région %(codes)s",
        "Antenne régionale : %(chapter)s, régions %(codes)s",
        len(codes),
        chapter=chapter.name,
        codes=listed,
    )


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
