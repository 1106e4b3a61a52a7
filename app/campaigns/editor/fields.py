"""What the forms of the editor check: blanks that exist, milestones that rise, an address that can be one."""

from __future__ import annotations

import re
from typing import Any

from wtforms import DateField, Field
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from app.campaigns import blanks
from app.campaigns.bundle import SLUG
from app.core.language import gettext as _

LONGEST_SLUG = 80
MOST_MILESTONES = 12


class Blanks:
    """Only the blanks that the program fills in this text; `wanted` must be there."""

    def __init__(self, allowed: frozenset[str], wanted: tuple[str, ...] = ()) -> None:
        self.allowed = allowed
        self.wanted = wanted

    def __call__(self, form: Any, field: Field) -> None:
        text = field.data or ""
        unknown = sorted(blanks.unknown_in(text, self.allowed))
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in unknown)
            raise ValidationError(_("Ce champ à remplir n’existe pas ici : %(names)s", names=names))
        missing = [name for name in self.wanted if text and name not in blanks.names_in(text)]
        if missing:
            raise ValidationError(_("Il manque le champ à remplir %(name)s.", name=f"{{{missing[0]}}}"))


NO_BLANK = Blanks(frozenset())


def address_of_campaign(form: Any, field: Field) -> None:
    """The end of an address: small letters without accents, figures, dashes."""
    slug = field.data or ""
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        raise ValidationError(
            _("Des lettres minuscules sans accent, des chiffres et des traits d’union, comme ma-campagne.")
        )


class Milestones(Field):
    """Whole numbers that rise, with commas between them."""

    widget = TextInput()
    data: list[int]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(str(number) for number in self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = re.split(r"[,;]+", valuelist[0]) if valuelist else []
        numbers = [re.sub(r"\s", "", part) for part in typed if part.strip()]
        if not all(number.isascii() and number.isdigit() and 0 < len(number) < 7 for number in numbers):
            raise ValueError(_("Des nombres séparés par des virgules, comme 100, 500, 1000."))
        self.data = sorted({int(number) for number in numbers} - {0})
        if len(self.data) > MOST_MILESTONES:
            raise ValueError(_("C’est trop de paliers : gardez-en une douzaine."))


class Day(DateField):
    """A day, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                super().process_formdata(valuelist)
            except ValueError:
                raise ValueError(_("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25.")) from None


def not_before_it_opens(form: Any, field: Field) -> None:
    """The last day is not before the first."""
    if field.data and form.opens_on.data and field.data < form.opens_on.data:
        raise StopValidation(_("Le dernier jour vient avant le premier."))
