"""The form by which staff take the endorsements out, with their persons."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField

from app.core.fields import TextForm
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import Filled, OneOf
from app.endorsements.service import Purpose

WHY = _l("Dites pourquoi : c’est gardé au journal.")
WHICH = _l("Choisissez un fichier.")
FILES = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportForm(TextForm):
    """Why, and in which file."""

    purpose = RadioField(_l("Pour quoi faire?"), validate_choice=False, validators=[Filled(WHY), OneOf(WHY)])
    format = RadioField(_l("Fichier"), default="csv", validate_choice=False, validators=[OneOf(WHICH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format.choices = list(FILES.items())
        self.purpose.choices = [
            (Purpose.THANK.value, _("Remercier les personnes, ou leur donner des nouvelles qu’elles attendent")),
            (Purpose.PRESS.value, _("Trouver des porte-parole")),
            (Purpose.ARCHIVE.value, _("Garder la preuve des appuis")),
        ]
