"""Why a line of the sheet is not simply a cosignature, in words that its reader can act upon."""

from __future__ import annotations

from datetime import date

from app.core.language import gettext as _
from app.core.pages import day
from app.cosignatures.answers.planning import Cause
from app.cosignatures.answers.reading import AnswerProblem
from app.endorsements import service as endorsements
from app.endorsements.service import Supporting
from app.organizations import service as organizations
from app.organizations.service import LineProblem, Noted


def reason_in_words(code: str, value: str) -> str:
    """One reason of a planned line, as `Planned.reasons` gives it."""
    if code in set(Cause):
        return _cause(Cause(code), value)
    if code in set(AnswerProblem):
        return _lack(AnswerProblem(code), value)
    return organizations.noted_in_words(Noted(LineProblem(code), value))


def _cause(cause: Cause, value: str) -> str:
    if cause is Cause.SUPPORTER:
        return _("%(who)s : un appui, et non une cosignature.", who=endorsements.kind_in_words(Supporting(value)))
    if cause is Cause.PERHAPS_SUPPORTER:
        who = endorsements.kind_in_words(Supporting(value))
        return _("%(who)s? À vérifier avant de compter un organisme.", who=who)
    if cause is Cause.PERHAPS_KNOWN and value:
        return _("Ressemble à un organisme du répertoire : %(names)s.", names=value)
    return {
        Cause.SAME_AS_LINE: _("Même organisme que la ligne %(lines)s.", lines=value),
        Cause.ALREADY_SIGNED: _("Cet organisme a déjà cosigné."),
        Cause.PERHAPS_LINE: _("Peut-être le même organisme, ligne %(lines)s.", lines=value),
        Cause.PERHAPS_SIGNED: _("Peut-être le même organisme qu’une cosignature déjà reçue."),
        Cause.PERHAPS_KNOWN: _("Ressemble à un organisme du répertoire, sous un autre nom."),
        Cause.WITHDRAWN_BEFORE: _("Cet organisme avait retiré sa cosignature."),
        Cause.DECLINED_BEFORE: _("La cosignature de cet organisme avait été refusée."),
    }[cause]


def _lack(problem: AnswerProblem, value: str) -> str:
    if problem is AnswerProblem.AUTHORITY_PENDING and value:
        return _("Le conseil d’administration doit se prononcer le %(day)s.", day=day(date.fromisoformat(value)))
    return {
        AnswerProblem.NO_AUTHORITY: _("Le conseil d’administration n’a pas autorisé la signature."),
        AnswerProblem.AUTHORITY_PENDING: _("Le conseil d’administration ne s’est pas encore prononcé."),
        AnswerProblem.AUTHORITY_MISSING: _("Rien n’est dit de l’accord du conseil d’administration."),
        AnswerProblem.AUTHORITY_UNCLEAR: _("La réponse au sujet du conseil d’administration n’est pas claire."),
        AnswerProblem.NO_CONSENT: _("Sans accord pour la publication du nom : l’organisme ne paraîtra pas."),
        AnswerProblem.NO_PERSON: _("Le nom de la personne signataire manque."),
        AnswerProblem.PERSON_TOO_LONG: _("Le nom ou la fonction de la personne dépasse 120 caractères."),
        AnswerProblem.EMAIL_MISSING: _("L’adresse courriel manque."),
        AnswerProblem.EMAIL_REFUSED: _("L’adresse courriel ne peut pas être jointe."),
    }[problem]
