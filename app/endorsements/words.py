"""Kinds of support in words."""

from __future__ import annotations

from app.core.language import gettext as _
from app.endorsements.models import Supporting


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
