"""What the pages of an import say, when the answers of a form are brought into a campaign."""

from __future__ import annotations

from app.campaigns import service as campaigns
from app.core.language import gettext as _
from app.core.language import locale
from app.cosignatures.answers.words import reason_in_words
from app.imports.service import Stays


class AnswersWords:
    """What is said while the answers of a form are brought into a campaign."""

    def title(self) -> str:
        return _("Reprendre les réponses d’un formulaire")

    def help(self) -> str:
        return _(
            "La feuille de réponses de votre formulaire (CSV, XLSX, XLS ou ODS), une réponse par ligne. "
            "Chaque organisme attend ensuite d’être validé; aucun courriel ne part."
        )

    def target_label(self) -> str:
        return _("Pour quelle campagne?")

    def target(self, key: str) -> str:
        return campaigns.find(key).text(locale()).title

    def field(self, name: str) -> str:
        return {
            "answered_at": _("Horodateur"),
            "authority": _("Accord du conseil d’administration"),
            "authority_on": _("Date de la décision du conseil"),
            "publish": _("Accord pour la publication du nom"),
            "news": _("Accord pour recevoir des nouvelles"),
            "quality": _("À quel titre la personne signe"),
            "name": _("Nom de l’organisme"),
            "region": _("Région"),
            "city": _("Municipalité"),
            "first_name": _("Prénom de la personne"),
            "person": _("Nom de la personne"),
            "title": _("Fonction"),
            "email": _("Adresse courriel"),
            "remarks": _("Commentaires"),
        }[name]

    def name_wanted(self) -> str:
        return _("Choisissez la colonne qui porte le nom de l’organisme.")

    def undecided(self) -> str:
        return _("Sans décision, elles entrent quand même et restent à vérifier une à une.")

    def outcome(self, name: str) -> str:
        return {
            "new": _("Nouvelles"),
            "joined": _("Déjà comptées"),
            "proposed": _("Peut-être en double"),
            "to_check": _("À vérifier"),
            "endorsement": _("Appuis"),
            "elsewhere": _("D’une autre antenne"),
            "refused": _("En erreur"),
        }[name]

    def outcome_of_line(self, name: str) -> str:
        return {
            "new": _("Nouvelle réponse"),
            "joined": _("Déjà comptée"),
            "proposed": _("Peut-être en double"),
            "to_check": _("À vérifier"),
            "endorsement": _("Appui"),
            "elsewhere": _("D’une autre antenne"),
            "refused": _("En erreur"),
        }[name]

    def reason(self, code: str, value: str) -> str:
        return reason_in_words(code, value)

    def stays(self, why: str) -> str:
        return {
            Stays.CHANGED: _("Reste dans la campagne : la signature a été corrigée depuis l’import."),
            Stays.USED: _(
                "Reste dans la campagne : une autre signature, une relance ou une demande d’accord s’y rattache depuis "
                "l’import."
            ),
            Stays.DECIDED: _("Reste dans la campagne : une décision a été prise sur la signature depuis l’import."),
        }[Stays(why)]

    def choice(self, value: str, label: str) -> str:
        if value.startswith("entry:"):
            return _("C’est le même que : %(name)s", name=label)
        if value == "new":
            return _("C’est un autre organisme")
        return _("C’est le même : laisser de côté") if label else _("Laisser de côté")
