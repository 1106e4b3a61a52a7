"""What is wrong with a line of a spreadsheet, in words that its reader can act upon."""

from __future__ import annotations

from app.core.language import gettext as _
from app.organizations.errors import LONGEST_NAME
from app.organizations.importing.lines import LineProblem, Noted
from app.organizations.importing.planning import Cause


def reason_in_words(code: str, value: str) -> str:
    """One reason of a planned line, as `Planned.reasons` gives it."""
    if code not in set(Cause):
        return noted_in_words(Noted(LineProblem(code), value))
    return {
        Cause.SAME_AS_LINE: _("Même organisme que la ligne %(line)s.", line=value),
        Cause.PERHAPS_LINE: _("Peut-être le même organisme, ligne %(line)s.", line=value),
        Cause.KNOWN: _("Déjà au répertoire."),
        Cause.PERHAPS_KNOWN: _("Ressemble à un organisme du répertoire."),
    }[Cause(code)]


def noted_in_words(noted: Noted) -> str:
    value = noted.value
    return {
        LineProblem.NO_NAME: _("Le nom de l’organisme manque."),
        LineProblem.NAME_TOO_LONG: _("Le nom dépasse %(most)s caractères.", most=LONGEST_NAME),
        LineProblem.NAME_FORMULA: _("Un nom ne commence pas par un signe comme =, + ou @."),
        LineProblem.NAME_LINK: _("Un nom ne contient pas d’adresse web."),
        LineProblem.NAME_UNREADABLE: _("Des lettres du nom ont été perdues. Enregistrez le fichier en UTF-8."),
        LineProblem.CITY_REFUSED: _("La municipalité n’est pas lisible."),
        LineProblem.ALIAS_REFUSED: _("Cet autre nom n’est pas repris : « %(value)s ».", value=value),
        LineProblem.REGION_MISSING: _("La région manque."),
        LineProblem.REGION_UNKNOWN: _("Région non reconnue : « %(value)s ».", value=value),
        LineProblem.REGION_NOT_SERVED: _("La région %(value)s est celle d’une autre antenne.", value=value),
        LineProblem.REGION_FROM_CITY: _(
            "Région déduite de la municipalité (on lit « %(value)s ») : à vérifier.", value=value
        ),
        LineProblem.NEQ_DOUBTFUL: _("Le NEQ « %(value)s » semble inexact.", value=value),
        LineProblem.CHARITY_DOUBTFUL: _("Le numéro de bienfaisance « %(value)s » semble inexact.", value=value),
        LineProblem.EMAIL_REFUSED: _("Une adresse courriel ne peut pas être jointe : elle n’est pas reprise."),
        LineProblem.YEAR_UNKNOWN: _("L’année d’adhésion n’est pas lisible : « %(value)s ».", value=value),
    }[noted.problem]
