"""Why a file cannot be read, in words, with the line."""

from __future__ import annotations

from app.core.language import gettext as _
from app.core.tabular.table import TabularError, TabularReason


def in_words(error: TabularError) -> str:
    """« Ligne 12 : un guillemet n’est pas refermé. »"""
    reason = {
        TabularReason.EMPTY: _("Ce fichier est vide."),
        TabularReason.NO_ROWS: _("Ce fichier n’a que des titres de colonnes. Ajoutez au moins une ligne en dessous."),
        TabularReason.TOO_BIG: _("Ce fichier est trop gros. Partagez-le en plusieurs, de 10 Mo chacun au plus."),
        TabularReason.TOO_MANY_ROWS: _("Il y a plus de 50 000 lignes. Partagez le fichier en plusieurs."),
        TabularReason.TOO_MANY_COLUMNS: _("Il y a plus de 200 colonnes. Gardez seulement celles qui servent."),
        TabularReason.TOO_MANY_CELLS: _(
            "il y a plus de cellules que de titres de colonnes. La première ligne doit être celle des titres."
        ),
        TabularReason.CELL_TOO_LONG: _("une cellule contient plus de 10 000 caractères."),
        TabularReason.ENCODING: _("le texte n’est pas lisible. Enregistrez le fichier de nouveau, en CSV UTF-8."),
        TabularReason.NOT_TEXT: _("ce n’est pas du texte. Envoyez un fichier CSV, XLSX, XLS ou ODS."),
        TabularReason.NOT_A_TABLE: _(
            "Malgré son nom, ce fichier est un PDF, une image ou une page web. Ouvrez la feuille dans votre tableur et "
            "enregistrez-la en XLSX, en ODS ou en CSV."
        ),
        TabularReason.QUOTES: _("un guillemet n’est pas refermé, ou se trouve au milieu d’une cellule."),
        TabularReason.ENCRYPTED: _("Ce fichier demande un mot de passe. Enregistrez-le sans mot de passe."),
        TabularReason.UNREADABLE: _("Ce fichier est endommagé, ou n’est pas un CSV, un XLSX, un XLS ou un ODS."),
        TabularReason.ARCHIVE: _("Cette archive ZIP doit contenir un seul fichier CSV ou TXT."),
    }[error.reason]
    if error.line is None:
        return reason[0].upper() + reason[1:]
    return _("Ligne %(line)s : %(reason)s", line=error.line, reason=reason[0].lower() + reason[1:])
