"""What staff write to those who signed an earlier letter; who is on the list; and what a signatory answers."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField

from app.campaigns.models import Campaign
from app.core.fields import LongLine, TextForm, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.cosignatures.agreements.mails import BLANKS
from app.cosignatures.fields import text
from app.cosignatures.reminders.forms import LONGEST_BODY, LONGEST_SUBJECT, only_blanks
from app.cosignatures.reminders.mails import Words

_SUBJECT, _BODY = _l("Écrivez l’objet."), _l("Écrivez le texte.")
_CHOICE = _l("Choisissez qui paraît dans la liste.")
EVERYBODY = "toutes"
known_blanks = only_blanks(BLANKS)


class RequestForm(TextForm):
    """The words, in each language in which people signed."""

    sending = HiddenField(filters=[line])
    again = HiddenField(filters=[line])
    subject_fr = LongLine(
        _l("Objet, en français"), filters=[line], validators=[Filled(_SUBJECT), AtMost(LONGEST_SUBJECT), known_blanks]
    )
    body_fr = TextAreaField(
        _l("Texte, en français"), filters=[paragraphs], validators=[Filled(_BODY), AtMost(LONGEST_BODY), known_blanks]
    )
    subject_en = LongLine(
        _l("Objet, en anglais"), filters=[line], validators=[Filled(_SUBJECT), AtMost(LONGEST_SUBJECT), known_blanks]
    )
    body_en = TextAreaField(
        _l("Texte, en anglais"), filters=[paragraphs], validators=[Filled(_BODY), AtMost(LONGEST_BODY), known_blanks]
    )

    @property
    def is_again(self) -> bool:
        return text(self.again.data) == "1"

    def words(self) -> dict[str, Words]:
        return {
            "fr": Words(text(self.subject_fr.data), text(self.body_fr.data)),
            "en": Words(text(self.subject_en.data), text(self.body_en.data)),
        }


class ListForm(TextForm):
    """Who is on the public list while letters differ."""

    lists = RadioField(
        _l("Qui paraît dans la liste publique?"), validate_choice=False, validators=[Filled(_CHOICE), OneOf(_CHOICE)]
    )

    def __init__(self, campaign: Campaign, says: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._says = says
        self.lists.choices = [
            (EVERYBODY, _("Tous les organismes; la page dit combien ont signé une version antérieure")),
            (str(says), _("Seulement ceux qui ont signé la lettre actuelle ou l’ont acceptée")),
        ]
        if not self.is_submitted():
            self.lists.data = EVERYBODY if campaign.lists_from is None else str(campaign.lists_from)

    @property
    def number(self) -> int | None:
        return None if text(self.lists.data) == EVERYBODY else self._says
