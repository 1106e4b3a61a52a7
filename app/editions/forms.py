"""The forms of editions: freeze, take the internal table out, erase a name."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.core.fields import TextForm, line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import Filled, OneOf
from app.editions.service import Purpose, Why

WHY = _l("Dites pourquoi : c’est gardé au journal.")
WHICH = _l("Choisissez un fichier.")
FILES = {"xlsx": "Excel (XLSX)", "csv": "CSV"}


class FreezeForm(TextForm):
    """`number`: the edition that the page showed."""

    number = IntegerField(widget=HiddenInput())
    is_read = BooleanField(_l("J’ai relu ce qui paraîtra et ce qui reste dehors."))

    def validate_is_read(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Cochez la case : une édition ne se change plus."))


class InternalForm(TextForm):
    """Why, and in which file."""

    purpose = RadioField(_l("Pour quoi faire?"), validate_choice=False, validators=[Filled(WHY), OneOf(WHY)])
    format = RadioField(_l("Fichier"), default="xlsx", validate_choice=False, validators=[OneOf(WHICH)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format.choices = list(FILES.items())
        self.purpose.choices = [
            (Purpose.CHECK.value, _("Vérifier la liste")),
            (Purpose.THANK.value, _("Remercier les signataires, ou leur donner des nouvelles qu’ils attendent")),
            (Purpose.PRESS.value, _("Trouver des porte-parole")),
            (Purpose.ARCHIVE.value, _("Garder la preuve des signatures")),
        ]


class EraseForm(TextForm):
    """Why, and a word typed: what follows cannot be undone."""

    why = RadioField(_l("Pourquoi?"), validate_choice=False, validators=[Filled(WHY), OneOf(WHY)])
    typed = StringField(filters=[line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.why.choices = [
            (Why.ASKED.value, _("L’organisme le demande, ou une personne que ce nom désigne")),
            (Why.ORDERED.value, _("Un tribunal ou la Commission d’accès à l’information l’ordonne")),
            (Why.MISTAKE.value, _("Ce nom n’aurait jamais dû être publié")),
            (Why.DANGER.value, _("Le lire ici met quelqu’un en danger")),
        ]
        self.typed.label.text = _("Tapez « %(word)s » pour confirmer", word=_("effacer"))

    def validate_typed(self, field: StringField) -> None:
        if (field.data or "").strip(" «»").casefold() not in (_("effacer"), "effacer"):  # in English, either
            raise ValidationError(_("Tapez le mot, tel qu’il est écrit : rien ne ramène un nom effacé."))
