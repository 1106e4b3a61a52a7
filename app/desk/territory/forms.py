"""The form that sends a file of places: one for each sort of file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation, ValidationError

from app.core.fields import line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled
from app.territory.models import ElectoralMap, FileKind

FIRST_YEAR, LAST_YEAR = 1867, 2199
REPLACES = {"": None, "replace": True, "complete": False}


class FileForm(FlaskForm):
    """The file. What else is asked depends on its sort; `options` is what the service takes."""

    file = FileField(_l("Fichier"))

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_("Choisissez un fichier."))

    @property
    def file_name(self) -> str:
        return str(self.file.data.filename or "")

    @property
    def stream(self) -> BinaryIO:
        stream: BinaryIO = self.file.data.stream
        return stream

    @property
    def map_name(self) -> str:
        raise NotImplementedError

    @property
    def options(self) -> dict[str, Any]:
        raise NotImplementedError


class OnMapForm(FileForm):
    """A file that is read against a map that is loaded."""

    map = SelectField(_l("Carte électorale"))

    def __init__(self, maps: Sequence[ElectoralMap], active: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.map.choices = [SelectChoice(one.name, one.name) for one in maps]
        if request.method == "GET":
            self.map.data = active

    @property
    def map_name(self) -> str:
        return str(self.map.data)


class PostalCodesForm(OnMapForm):
    replaces = RadioField(
        _l("Les codes qui ne sont pas dans le fichier"),
        choices=[
            SelectChoice("", _l("Comme d’habitude : un fichier officiel remplace tout, une liste complète")),
            SelectChoice("replace", _l("Les retirer")),
            SelectChoice("complete", _l("Les garder")),
        ],
        default="",
    )

    @property
    def options(self) -> dict[str, Any]:
        return {"replaces": REPLACES[self.replaces.data]}


class MunicipalitiesForm(OnMapForm):
    without_ridings = BooleanField(_l("Laisser de côté les circonscriptions du fichier"))

    @property
    def options(self) -> dict[str, Any]:
        return {"with_ridings": not self.without_ridings.data}


class RidingsForm(FileForm):
    """A new map, or corrections to one that is loaded."""

    name = StringField(
        _l("Nom de la carte"), filters=[line], validators=[Filled(_l("Donnez un nom à la carte.")), AtMost(40)]
    )
    valid_from_on = DateField(_l("Premier jour en vigueur"))
    source = StringField(
        _l("D’où vient la liste"), filters=[line], validators=[Filled(_l("Dites d’où vient la liste.")), AtMost(200)]
    )

    def validate_valid_from_on(self, field: DateField) -> None:
        if field.data is None:
            field.errors = []
            raise StopValidation(_("Écrivez la date en chiffres : année, mois, jour, comme 2030-10-07."))
        if not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))

    @property
    def map_name(self) -> str:
        return str(self.name.data)

    @property
    def options(self) -> dict[str, Any]:
        day: date = self.valid_from_on.data  # type: ignore[assignment]  # validated
        return {"valid_from_on": day.isoformat(), "source": self.source.data}


def form_for(kind: FileKind, maps: Sequence[ElectoralMap], active: str) -> FileForm:
    """The form of that sort of file."""
    if kind is FileKind.RIDINGS:
        return RidingsForm()
    return PostalCodesForm(maps, active) if kind is FileKind.POSTAL_CODES else MunicipalitiesForm(maps, active)
