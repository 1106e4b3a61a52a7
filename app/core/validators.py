"""What forms check, whatever they are about: filled, not too long, one of the choices."""

from __future__ import annotations

from typing import Any

from wtforms import Field, SelectField
from wtforms.validators import StopValidation

from app.core.language import gettext as _
from app.core.language import locale
from app.core.typography import number


class Filled:
    """Something must be written or chosen."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        field.errors = []  # what WTForms says of a value that it cannot read is not for people
        if not isinstance(field.data, str) or not field.data:
            raise StopValidation(str(self.message))


class AtMost:
    """So many characters; what is too long is kept in the field, to be shortened."""

    def __init__(self, limit: int) -> None:
        self.limit = limit  # no `maxlength` on the page: browsers would silently cut what is pasted

    def __call__(self, form: Any, field: Field) -> None:
        if len(field.data or "") > self.limit:
            raise StopValidation(too_long(self.limit, len(field.data)))


class OneOf:
    """One of the choices that the page offers."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: SelectField) -> None:
        if field.data not in [choice[0] for choice in field.choices or ()]:
            raise StopValidation(str(self.message))


def too_long(limit: int, length: int) -> str:
    return _(
        "Au plus %(limit)s caractères : il y en a %(length)s.",
        limit=number(limit, locale()),
        length=number(length, locale()),
    )
