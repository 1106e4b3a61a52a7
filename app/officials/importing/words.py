"""What the pages of an import say, when officials are brought in."""

from __future__ import annotations

from app.core.language import gettext as _
from app.imports.service import Stays
from app.officials.importing.lines import LONGEST
from app.officials.importing.reasons import Note, Refusal


class OfficialsWords:
    """What is said while officials are brought in."""

    def title(self) -> str:
        return _("Mettre à jour les destinataires")

    def help(self) -> str:
        return _(
            "Un fichier CSV, XLSX, XLS ou ODS, une personne par ligne : son nom, sa circonscription ou sa fonction, "
            "ses adresses. Un siège sans nom, ou « vacant », devient vacant. Rien n’est écrit avant que vous ayez lu "
            "l’aperçu."
        )

    def target_label(self) -> str:
        return _("Où va cette liste?")

    def target(self, key: str) -> str:
        return _("Destinataires")

    def field(self, name: str) -> str:
        return {
            "name": _("Nom de la personne"),
            "given_name": _("Prénom, s’il est dans une autre colonne"),
            "gender": _("Genre (femme ou homme), pour la formule d’appel"),
            "title": _("Titre"),
            "party": _("Parti"),
            "riding": _("Circonscription"),
            "function": _("Fonction (ministre, porte-parole, whip, direction)"),
            "portfolio": _("Ministère ou dossier"),
            "institution": _("Établissement"),
            "region": _("Région"),
            "email_riding": _("Courriel en circonscription"),
            "email_parliament": _("Courriel à l’Assemblée"),
            "email_ministry": _("Courriel du ministère"),
            "email": _("Courriel"),
            "phone": _("Téléphone"),
            "source": _("D’où vient l’adresse"),
            "verified_on": _("Vérifiée le"),
            "starts_on": _("En fonction depuis"),
        }[name]

    def name_wanted(self) -> str:
        return _("Choisissez la colonne qui porte le nom de la personne.")

    def undecided(self) -> str:
        return ""  # nothing is left to decide: what is wrong is refused

    def outcome(self, name: str) -> str:
        return {
            "new": _("Nouvelles personnes"),
            "changed": _("Changements"),
            "same": _("Identiques"),
            "vacant": _("Sièges vacants"),
            "refused": _("Refusées"),
        }[name]

    def outcome_of_line(self, name: str) -> str:
        return {
            "new": _("Nouvelle"),
            "changed": _("Changement"),
            "same": _("Identique"),
            "vacant": _("Vacant"),
            "refused": _("Refusée"),
        }[name]

    def reason(self, code: str, value: str) -> str:
        return reason_in_words(code, value)

    def stays(self, why: str) -> str:
        if why == Stays.USED:
            return _(
                "Reste au répertoire : un message, une visite, un engagement ou une liste s’y rattache depuis l’import."
            )
        return _("Reste au répertoire : la fiche a changé depuis l’import.")

    def choice(self, value: str, label: str) -> str:
        return label


def reason_in_words(code: str, value: str) -> str:
    """Why a line is refused, or what is worth telling of it."""
    return _refusal(Refusal(code), value) if code in set(Refusal) else _note(Note(code), value)


def _refusal(why: Refusal, value: str) -> str:
    return {
        Refusal.NAME_MISSING: _("Le nom manque, et rien ne dit de quel siège il s’agit."),
        Refusal.NAME_REFUSED: _(
            "Ce nom ne convient pas : « %(value)s ». Il faut des lettres, et aucun signe comme = au début.", value=value
        ),
        Refusal.TOO_LONG: _("Une cellule dépasse %(most)s caractères.", most=LONGEST),
        Refusal.GENDER_UNKNOWN: _(
            "Genre non reconnu : « %(value)s ». Écrivez F ou M, pour la formule d’appel.", value=value
        ),
        Refusal.GENDER_MISSING: _("Le genre manque : la lettre commence par « Madame » ou « Monsieur »."),
        Refusal.OFFICE_MISSING: _("Rien ne dit quelle charge cette personne occupe : ni circonscription, ni fonction."),
        Refusal.RIDING_UNKNOWN: _("Circonscription inconnue sur la carte en vigueur : « %(value)s ».", value=value),
        Refusal.RIDING_OF_OTHER_MAP: _(
            "Cette circonscription est de la carte « %(value)s », qui n’est pas en vigueur.", value=value
        ),
        Refusal.FUNCTION_UNKNOWN: _("Fonction non reconnue : « %(value)s ».", value=value),
        Refusal.PARTY_MISSING: _("Le parti manque : pour qui parle cette personne?"),
        Refusal.PORTFOLIO_MISSING: _("Le ministère ou le dossier manque."),
        Refusal.REGION_UNKNOWN: _("Région non reconnue : « %(value)s ».", value=value),
        Refusal.INSTITUTION_MISSING: _("L’établissement que cette personne dirige manque."),
        Refusal.EMAIL_UNREADABLE: _("Ce n’est pas une adresse courriel : « %(value)s ».", value=value),
        Refusal.EMAIL_DOMAIN: _("« %(value)s » n’est pas dans un domaine permis pour les destinataires.", value=value),
        Refusal.DAY_UNREADABLE: _(
            "Date non lisible : « %(value)s ». Écrivez-la en chiffres, comme 2026-10-05.", value=value
        ),
        Refusal.DAY_TO_COME: _("Une vérification ne peut pas être à venir : %(value)s.", value=value),
        Refusal.SAME_AS_LINE: _("La même personne est déjà à la ligne %(line)s.", line=value),
        Refusal.OFFICE_OF_LINE: _("Cette charge est déjà donnée à la ligne %(line)s.", line=value),
        Refusal.EMAIL_OF_LINE: _("La même adresse est déjà à la ligne %(line)s.", line=value),
        Refusal.EMAIL_OF_ANOTHER: _("« %(value)s » est déjà l’adresse de quelqu’un d’autre.", value=value),
        Refusal.NAME_AMBIGUOUS: _("Plusieurs personnes portent ce nom : corrigez leur fiche à la main."),
        Refusal.BEGINS_TOO_EARLY: _(
            "%(name)s occupe cette charge depuis ce jour-là ou plus tard : vérifiez la date.", name=value
        ),
    }[why]  # fmt: skip


def _note(why: Note, value: str) -> str:
    return {
        Note.MINISTRY_MAILBOX: _("« %(value)s » est la boîte d’un ministère : elle suivra la charge.", value=value),
        Note.FUNCTION_LEFT: _("Fonction non reprise : « %(value)s ».", value=value),
        Note.REPLACES: _("Succède à %(name)s, dont le mandat finit la veille.", name=value),
        Note.CHANGES_HANDS: _("Une boîte passe à cette personne. Elle était à : %(name)s.", name=value),
        Note.SEAT_WAS_VACANT: _("Ce siège est déjà vacant."),
        Note.ENDS: _("Un mandat finit : %(name)s.", name=value),
        Note.BEGINS: _("Commence une nouvelle charge."),
        Note.CHANGED: _changed(value),
        Note.NO_ADDRESS: _("Aucune adresse : on ne pourra pas écrire à cette personne."),
    }[why]


def _changed(what: str) -> str:
    return {
        "name": _("L’orthographe du nom change."),
        "gender": _("Le genre change."),
        "party": _("Le parti change."),
        "phone": _("Le téléphone change."),
        "mailboxes": _("Les adresses changent, ou la date de leur vérification."),
    }.get(what, what)
