"""Sentences that more than one page needs, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from app.campaigns.models import Campaign
from app.core.language import gettext as _
from app.core.links import public_url
from app.core.pages import typo
from app.messages.service import Problem, Recipients
from app.officials import service as officials
from app.officials.models import Mandate


def salutations(mandates: Iterable[Mandate], locale: str) -> str:
    """« Monsieur le Ministre, » or « Madame la Députée, »: each once, in order."""
    different = dict.fromkeys(officials.salutation(mandate, locale) for mandate in mandates)
    return _(" » ou « ").join(different)


def for_whom(recipients: Recipients, variant: str) -> str:
    """For whom one of several texts is: « Pour Réal Exemple et Esther Exemple »."""
    names = [mandate.official.name for mandate in recipients.receiving(variant)]
    if variant == recipients.default and recipients.waiting:
        names.append(_("qui viendra"))
    return _("Pour %(names)s", names=_(" et ").join(names))


def share_text(campaign: Campaign, locale: str) -> str:
    """What to paste in a message to two people, once one has written."""
    address = public_url("messages.lookup", locale=locale, slug=campaign.slug)
    title = typo(campaign.text(locale).title)
    return _(
        "Je viens d’écrire à celles et ceux qui décident, pour « %(title)s ». Le message est prêt, il reste à y mettre "
        "une phrase à soi. Deux minutes, pas de compte. À ton tour? %(address)s",
        title=title,
        address=address,
    )


def problem_in_words(problem: Problem | None) -> str:
    """What to correct in the field where one says where one lives."""
    return {
        Problem.EMPTY: _("Écrivez votre code postal ou le nom de votre municipalité."),
        Problem.NOT_A_POSTAL_CODE: _(
            "Vérifiez chaque caractère : un code postal alterne lettres et chiffres, comme G5L 1A1. "
            "Le zéro n’est pas un O."
        ),
        Problem.OUTSIDE_QUEBEC: _("Ce code postal n’est pas au Québec."),
        Problem.POSTAL_CODE_UNKNOWN: _("Nous ne connaissons pas encore ce code postal."),
        Problem.PLACE_UNKNOWN: _("Nous ne trouvons pas cette municipalité."),
    }[problem or Problem.EMPTY]
