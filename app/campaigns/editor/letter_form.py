"""The letter in the editor, and what becomes of the signatures when it says something else."""

from __future__ import annotations

from typing import Self

from wtforms import BooleanField, TextAreaField

from app.campaigns.bundle import Bundle
from app.campaigns.editor.fields import NO_BLANK
from app.campaigns.editor.forms import PartForm, as_file, with_words
from app.core.fields import paragraphs
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled


class LetterForm(PartForm):
    """The letter, word for word as organizations sign it; no blank, so that all sign the same words."""

    letter = TextAreaField(
        _l("La lettre"),
        filters=[paragraphs],
        validators=[Filled(_l("Écrivez la lettre.")), AtMost(30_000), NO_BLANK],
    )
    is_decided = BooleanField(
        _l("Les signatures restent à la version signée; les prochains organismes signent la nouvelle.")
    )

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        return cls(data={"letter": bundle.words[locale].letter.strip()})

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        return with_words(bundle, locale, letter=as_file(self.letter.data))
