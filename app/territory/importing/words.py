"""Why a file of places is refused, in words, with the line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core import tabular
from app.core.language import gettext as _
from app.core.language import ngettext
from app.territory.importing.findings import Wrong


def in_words(refused: Mapping[str, Any]) -> str:
    """« Ligne 12 : la circonscription « Vimont » n’est pas sur la carte. 40 autres lignes disent la même chose. »"""
    said = sentence(Wrong(refused["reason"]), refused["value"])
    if refused["line"] is None:
        return said
    said = _("Ligne %(line)s : %(reason)s", line=refused["line"], reason=said[0].lower() + said[1:])
    others = refused["lines"] - 1
    if others:
        said += " " + ngettext(
            "Une autre ligne dit la même chose.", "%(num)s autres lignes disent la même chose.", others
        )
    return said


def sentence(reason: Wrong, value: str) -> str:
    """Without the line, and with a way out where there is one."""
    return {**_of_file(value), **_of_line(value)}[reason]


def why_unreadable(reason: str, line: int | None) -> str:
    """Of a file that is no table at all."""
    return tabular.in_words(tabular.TabularError(tabular.TabularReason(reason), line))


def _of_line(value: str) -> dict[Wrong, str]:
    return {
        Wrong.POSTAL_CODE: _("« %(value)s » n’a pas la forme d’un code postal.", value=value),
        Wrong.RIDING: _("La circonscription « %(value)s » n’est pas sur cette carte.", value=value),
        Wrong.RIDING_MISSING: _("Le nom de la circonscription manque."),
        Wrong.RIDING_CODE: _(
            "« %(value)s » est un numéro de circonscription. Il faut le nom : les numéros changent d’une carte à "
            "l’autre.",
            value=value,
        ),
        Wrong.RIDING_TWICE: _("La circonscription « %(value)s » est là deux fois.", value=value),
        Wrong.CODE_MISSING: _("Le code de la circonscription manque."),
        Wrong.CODE_TWICE: _("Le code « %(value)s » est là deux fois.", value=value),
        Wrong.NAME_MISSING: _("Le nom manque."),
        Wrong.REGION: _("« %(value)s » n’est pas une région administrative.", value=value),
        Wrong.MUNICIPALITY_TWICE: _(
            "La municipalité « %(value)s » est là deux fois, ou pourrait en être plusieurs. Précisez sa MRC et sa "
            "désignation.",
            value=value,
        ),
    }


def _of_file(value: str) -> dict[Wrong, str]:
    return {
        Wrong.COLUMNS: _(
            "Il manque des colonnes que nous puissions reconnaître. Titres lus : %(value)s.", value=value or _("aucun")
        ),
        Wrong.FIXED_WIDTH: _(
            "Les colonnes de ce fichier à largeur fixe ont bougé depuis l’édition de 2024. Prenez la version CSV du "
            "même fichier."
        ),
        Wrong.TOO_MANY_LINES: _("Il y a plus d’un million de lignes : ce n’est pas un fichier de codes postaux."),
        Wrong.NOTHING: _("Il n’y a aucune ligne sous les titres."),
        Wrong.RIDING_GONE: _(
            "La circonscription « %(value)s », déjà chargée, n’est pas dans le fichier. Une carte chargée garde toutes "
            "ses circonscriptions : pour une autre carte, donnez un autre nom.",
            value=value,
        ),
        Wrong.OTHER_MAP: _(
            "Ce fichier est celui de la carte « %(value)s », où se trouvent toutes ses circonscriptions.", value=value
        ),
        Wrong.VALIDITY: _("Cette carte est déjà chargée, et son premier jour est le %(value)s.", value=value),
        Wrong.DAY_TAKEN: _("La carte « %(value)s » commence déjà ce jour-là.", value=value),
        Wrong.MOSTLY_GONE: _(
            "Plus de la moitié de ce qui est chargé disparaîtrait (%(value)s). Si c’est voulu, ajoutez --replace.",
            value=value,
        ),
    }
