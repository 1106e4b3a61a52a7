"""Commitments in words, in the language of the page."""

from __future__ import annotations

from app.commitments.finding import Line
from app.commitments.models import Source, Stance
from app.core.language import gettext as _
from app.core.language import ngettext
from app.officials import service as officials


def stance_in_words(stance: Stance) -> str:
    return {
        Stance.UNKNOWN: _("Pas de réponse connue"),
        Stance.MET: _("Rencontre faite"),
        Stance.SUPPORTS: _("Appuie la demande"),
        Stance.REFUSES: _("Refuse"),
    }[stance]


def people_in_words(stance: Stance, count: int) -> str:
    """What follows a number of people: « appuient la demande »."""
    return {
        Stance.UNKNOWN: _("sans réponse connue"),
        Stance.MET: ngettext("a rencontré la campagne", "ont rencontré la campagne", count),
        Stance.SUPPORTS: ngettext("appuie la demande", "appuient la demande", count),
        Stance.REFUSES: ngettext("refuse la demande", "refusent la demande", count),
    }[stance]


def source_in_words(source: Source) -> str:
    return {
        Source.LETTER: _("lettre ou courriel"),
        Source.MEETING: _("rencontre"),
        Source.MEDIA: _("média"),
        Source.VOTE: _("vote ou débat à l’Assemblée"),
        Source.SURVEY: _("réponse à une personne qui a écrit"),
        Source.OTHER: _("autre"),
    }[source]


def roles_in_words(line: Line, locale: str) -> str:
    """« députée, ministre des Finances »."""
    return ", ".join(officials.role_in_words(mandate, locale) for mandate in line.mandates)


def name_in_words(line: Line) -> str:
    """« Réal Exemple (Rimouski) »; a vacant seat by its riding."""
    name, riding = line.official.name if line.official else "", line.riding.name if line.riding else ""
    return f"{name} ({riding})" if name and riding else name or riding
