"""Visits in words, in the language of the page."""

from __future__ import annotations

from app.core.language import gettext as _
from app.core.language import locale
from app.officials import service as officials
from app.officials.models import Mandate
from app.visits.models import Answer, Visit


def changed_meanwhile() -> str:
    """What whoever comes second is told."""
    return _("Quelqu’un d’autre vient de changer cette visite. Rien n’a été changé : relisez-la.")


def already_planned() -> str:
    """One visit is planned at a time to each of them."""
    return _("Une visite est déjà planifiée là : modifiez-la, ou notez-en d’abord le dépôt.")


def answer_in_words(answer: Answer) -> str:
    return {
        Answer.NONE: _("Pas encore de réponse"),
        Answer.WILL_THINK: _("Va y réfléchir"),
        Answer.SUPPORTS: _("Appuie la demande"),
        Answer.REFUSES: _("Refuse"),
        Answer.OTHER: _("Autre réponse"),
    }[answer]


def portfolio_in_words(portfolio: str) -> str:
    """« Ministre des Finances »."""
    said = officials.portfolio_in_words(portfolio, locale())
    return said[:1].upper() + said[1:]


def whom(visit: Visit) -> str:
    """« Rimouski », « Ministre des Finances »: whom the visit is for, whoever holds the office."""
    return visit.riding.name if visit.riding else portfolio_in_words(visit.portfolio or "")


def holder(mandate: Mandate | None) -> str:
    """« Réal Exemple, Parti de l’Exemple »; nothing when nobody is known."""
    if mandate is None:
        return ""
    return ", ".join(part for part in (mandate.official.name, mandate.official.party) if part)


def choice_of_seat(name: str, mandate: Mandate | None) -> str:
    """A riding in a list to choose from: « Rimouski (Réal Exemple, Parti de l’Exemple) »."""
    said = holder(mandate)
    return f"{name} ({said})" if said else name
