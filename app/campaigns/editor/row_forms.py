"""Reasons and questions: a few rows of two fields, with empty ones to add more, and none needs JavaScript."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.campaigns.bundle import Bundle
from app.campaigns.editor.fields import NO_BLANK
from app.campaigns.editor.forms import PartForm, with_words
from app.core.fields import line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost

EMPTY_ROWS = 2
MOST_ROWS = 20


class RowsForm(PartForm):
    """Rows of a heading and a text. A row that is emptied goes."""

    table: ClassVar[str]
    keys: ClassVar[tuple[str, str]]
    labels: ClassVar[tuple[Any, Any]]
    number: ClassVar[int] = 0

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        kept: list[dict[str, str]] = getattr(bundle.words[locale], cls.table)
        number = min(len(kept) + EMPTY_ROWS, MOST_ROWS)
        data = {f"{key}_{place}": row[key] for place, row in enumerate(kept, 1) for key in cls.keys}
        made: type[Self] = type(cls.__name__, (cls,), {"number": number} | _fields(cls.keys, cls.labels, number))
        return made(data=data)

    @property
    def rows(self) -> list[tuple[Field, Field]]:
        """The fields, two by two, in their order."""
        heading, text = self.keys
        return [(self[f"{heading}_{place}"], self[f"{text}_{place}"]) for place in range(1, self.number + 1)]

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        heading, text = self.keys
        typed = [{heading: first.data or "", text: second.data or ""} for first, second in self.rows]
        return with_words(bundle, locale, **{self.table: [row for row in typed if row[heading] or row[text]]})


class ReasonsForm(RowsForm):
    """Why sign: three reasons are enough."""

    table = "reasons"
    keys = ("title", "text")
    labels = (_l("Raison"), _l("En deux ou trois phrases"))


class QuestionsForm(RowsForm):
    """What people ask before they sign."""

    table = "questions"
    keys = ("question", "answer")
    labels = (_l("Question"), _l("Réponse"))


def _fields(keys: tuple[str, str], labels: tuple[Any, Any], number: int) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for place in range(1, number + 1):
        heading, text = (f"{key}_{place}" for key in keys)
        fields[heading] = StringField(labels[0], filters=[line], validators=[AtMost(150), NO_BLANK, With(text)])
        fields[text] = TextAreaField(labels[1], filters=[line], validators=[AtMost(1_200), NO_BLANK, With(heading)])
    return fields


class With:
    """Both of a row, or none."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Any, field: Field) -> None:
        if form[self.other].data and not field.data:
            raise ValidationError(_("Il manque cette moitié : écrivez-la, ou videz l’autre."))
