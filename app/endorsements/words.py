"""Kinds and states of support in words."""

from __future__ import annotations

from app.core.language import gettext as _
from app.core.language import ngettext
from app.endorsements.models import State, Supporting


def kind_in_words(kind: Supporting) -> str:
    return {
        Supporting.PERSON: _("Une personne, à titre personnel"),
        Supporting.ELECTED: _("Une personne élue"),
        Supporting.MUNICIPALITY: _("Une municipalité ou une MRC"),
        Supporting.UNION: _("Un syndicat"),
        Supporting.CHILDCARE: _("Un CPE ou une garderie"),
        Supporting.INSTITUTION: _("Un établissement public"),
        Supporting.PARTY: _("Un parti politique"),
        Supporting.BUSINESS: _("Une entreprise"),
        Supporting.OTHER: _("Un autre appui"),
    }[kind]


def state_in_words(state: State) -> str:
    return {
        State.SUBMITTED: _("à confirmer"),
        State.CONFIRMED: _("à valider"),
        State.VALIDATED: _("validé"),
        State.DECLINED: _("refusé"),
        State.WITHDRAWN: _("retiré"),
    }[state]


def group_in_words(kind: Supporting, number: int) -> str:
    """« 3 syndicats »."""
    return {
        Supporting.PERSON: lambda: ngettext("%(num)s personne", "%(num)s personnes", number),
        Supporting.ELECTED: lambda: ngettext("%(num)s personne élue", "%(num)s personnes élues", number),
        Supporting.MUNICIPALITY: lambda: ngettext(
            "%(num)s municipalité ou MRC", "%(num)s municipalités et MRC", number
        ),
        Supporting.UNION: lambda: ngettext("%(num)s syndicat", "%(num)s syndicats", number),
        Supporting.CHILDCARE: lambda: ngettext("%(num)s CPE ou garderie", "%(num)s CPE et garderies", number),
        Supporting.INSTITUTION: lambda: ngettext(
            "%(num)s établissement public", "%(num)s établissements publics", number
        ),
        Supporting.PARTY: lambda: ngettext("%(num)s parti politique", "%(num)s partis politiques", number),
        Supporting.BUSINESS: lambda: ngettext("%(num)s entreprise", "%(num)s entreprises", number),
        Supporting.OTHER: lambda: ngettext("%(num)s autre appui", "%(num)s autres appuis", number),
    }[kind]()
