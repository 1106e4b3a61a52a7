"""The forms of paper: a batch that somebody counted, and the sheet to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, Field, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import StopValidation

from app.chapters.models import Chapter
from app.core.clock import today
from app.core.fields import TextForm, line, name_of_somebody, readable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.paper.service import Counted, Sheet
from app.territory.models import NATIONAL, Region

LONGEST = 120
MOST = 99_999
_REGION = _l("Choisissez une région.")
_LIST = _l("Choisissez une réponse de la liste.")


class Whole(IntegerField):
    """A whole number, « 1 200 » as people write it; nothing is nothing, and not zero."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        typed = "".join("".join(str(text).split()) for text in valuelist[:1])
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValueError(_("Écrivez un nombre entier."))
        self.data = int(typed)


class Day(DateField):
    """A day, or none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not any(str(text).strip() for text in valuelist):
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25.")) from None


class BatchForm(TextForm):
    """When, where, how many, and who counted."""

    collected_on = Day(_l("Date"))
    place = StringField(
        _l("Lieu ou assemblée"),
        filters=[line],
        validators=[Filled(_l("Écrivez le lieu, ou le nom de l’assemblée.")), AtMost(LONGEST), readable],
    )
    region_code = SelectField(_l("Région"), validate_choice=False, validators=[Filled(_REGION), OneOf(_REGION)])
    number = Whole(_l("Nombre de signatures"))
    entered = Whole(_l("De celles-là, déjà saisies une à une"))
    counted_by = StringField(
        _l("Comptées par"),
        filters=[line],
        validators=[Filled(_l("Écrivez le nom de la personne qui a compté.")), AtMost(LONGEST), name_of_somebody],
    )

    def __init__(self, *args: Any, regions: Sequence[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = [(one.code, one.name if one.code == NATIONAL else f"{one.code} {one.name}") for one in regions]
        self.region_code.choices = served if len(served) == 1 else [("", _("Choisissez…")), *served]

    def validate_collected_on(self, field: Field) -> None:
        if field.errors:
            raise StopValidation
        if field.data is None:
            raise StopValidation(_("Écrivez la date à laquelle les signatures ont été recueillies."))
        if field.data > today():
            raise StopValidation(_("Cette date est à venir : vérifiez-la."))
        if field.data.year < today().year - 10:
            raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))

    def validate_number(self, field: Field) -> None:
        if field.errors:
            raise StopValidation
        if not field.data:
            raise StopValidation(_("Écrivez combien de signatures il y a."))
        if field.data > MOST:
            raise StopValidation(_("C’est trop pour un seul lot : vérifiez le nombre."))

    def validate_entered(self, field: Field) -> None:
        if field.errors:
            raise StopValidation
        if (field.data or 0) > (self.number.data or 0):
            raise StopValidation(_("Il y en a plus que de signatures dans le lot."))

    def counted(self) -> Counted:
        """What was typed, once valid."""
        assert self.collected_on.data  # noqa: S101 - `validate` has seen to it
        assert self.number.data  # noqa: S101
        return Counted(
            collected_on=self.collected_on.data,
            place=self.place.data or "",
            region_code=str(self.region_code.data),
            number=self.number.data,
            entered=self.entered.data or 0,
            counted_by=self.counted_by.data or "",
        )


class SheetForm(TextForm):
    """Which sheet: its paper, its language, and for whom. Sent by an address, which can be kept."""

    class Meta(TextForm.Meta):
        csrf = False

    format = RadioField(_l("Papier"), default="lettre", validate_choice=False, validators=[OneOf(_LIST)])
    langue = RadioField(_l("Langue"), default="fr", validate_choice=False, validators=[OneOf(_LIST)])
    assemblee = StringField(_l("Assemblée"), filters=[line], validators=[AtMost(LONGEST), readable])
    date = Day(_l("Date de l’assemblée"))
    antenne = SelectField(_l("Au nom de"), default="", validate_choice=False, validators=[OneOf(_LIST)])

    def __init__(self, *args: Any, chapters: Sequence[Chapter], locales: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapters = {chapter.key: chapter for chapter in chapters}
        self.format.choices = [("lettre", _("Lettre (8,5 × 11 po)")), ("a4", _("A4"))]
        named = {"fr": _("Français"), "en": _("Anglais")}
        self.langue.choices = [(code, named[code]) for code in named if code in locales]
        self.antenne.choices = [("", _("La campagne")), *((one.key, one.name) for one in chapters)]

    def sheet(self) -> Sheet:
        """What was asked for, once valid."""
        return Sheet(
            paper=str(self.format.data),
            locale=str(self.langue.data),
            assembly=self.assemblee.data or "",
            held_on=self.date.data,
            chapter=self.chapters.get(str(self.antenne.data)),
        )
