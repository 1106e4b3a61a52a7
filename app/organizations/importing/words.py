"""What the pages of an import say, when organizations are brought into the register."""

from __future__ import annotations

from app.chapters import service as chapters
from app.core.language import gettext as _
from app.imports.service import Stays
from app.organizations.importing.reasons import reason_in_words


class RegisterWords:
    """What is said while organizations are brought into the register."""

    def title(self) -> str:
        return _("Faire entrer des organismes au répertoire")

    def help(self) -> str:
        return _(
            "Un fichier CSV, XLSX, XLS ou ODS, un organisme par ligne, les titres des colonnes sur la première. "
            "Rien n’est écrit avant que vous ayez lu l’aperçu."
        )

    def target_label(self) -> str:
        return _("De quelle antenne sont-ils membres?")

    def target(self, key: str) -> str:
        chapter = chapters.by_key(key) if key else None
        return chapter.name if chapter else _("D’aucune en particulier")

    def field(self, name: str) -> str:
        return {
            "name": _("Nom de l’organisme"),
            "region": _("Région"),
            "city": _("Municipalité"),
            "aliases": _("Sigle ou autres noms"),
            "neq": _("NEQ"),
            "charity": _("Numéro de bienfaisance"),
            "email": _("Courriels"),
            "sector": _("Secteur"),
            "member_since": _("Membre depuis"),
        }[name]

    def name_wanted(self) -> str:
        return _("Choisissez la colonne qui porte le nom de l’organisme.")

    def undecided(self) -> str:
        return _("Sans décision, elles restent de côté.")

    def outcome(self, name: str) -> str:
        return {
            "new": _("Nouveaux"),
            "same": _("Identiques"),
            "doubtful": _("Douteux"),
            "elsewhere": _("D’une autre antenne"),
            "wrong": _("En erreur"),
        }[name]

    def outcome_of_line(self, name: str) -> str:
        return {
            "new": _("Nouveau"),
            "same": _("Identique"),
            "doubtful": _("Douteux"),
            "elsewhere": _("D’une autre antenne"),
            "wrong": _("En erreur"),
        }[name]

    def reason(self, code: str, value: str) -> str:
        return reason_in_words(code, value)

    def stays(self, why: str) -> str:
        if why == Stays.USED:
            return _(
                "Reste au répertoire : une signature, un message, un suivi ou une autre fiche s’y rattache depuis "
                "l’import."
            )
        return _("Reste au répertoire : la fiche a changé depuis l’import.")

    def choice(self, value: str, label: str) -> str:
        what, _colon, number = value.partition(":")
        if what == "entry":
            return _("C’est le même que : %(name)s", name=label)
        if what == "line":
            return _("C’est le même que la ligne %(line)s", line=number)
        return _("C’est un autre organisme") if value == "new" else _("Laisser de côté")
