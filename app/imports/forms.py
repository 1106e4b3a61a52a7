"""The forms of an import: the file, the columns, the decisions."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from app.accounts.models import Account
from app.core import tabular
from app.core.fields import TextForm
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.imports.kinds import Kind
from app.imports.models import Import


class FileForm(FlaskForm):
    """The file, and where it goes."""

    target = SelectField()
    file = FileField(_l("Fichier"))

    def __init__(self, kind: Kind, account: Account) -> None:
        super().__init__()
        self.table: tabular.Table | None = None
        self.target.label.text = kind.words.target_label()
        targets = kind.targets(account)
        self.keys = {key for key, _name in targets}
        self.target.choices = [SelectChoice(key, name) for key, name in targets]

    def validate_file(self, field: FileField) -> None:
        """A table can be read in it; else says what is wrong, with the line."""
        if not field.data:
            raise ValidationError(_("Choisissez un fichier."))
        try:
            self.table = tabular.read(field.data.stream)
            if not self.table.rows:
                raise tabular.TabularError(tabular.TabularReason.NO_ROWS)
        except tabular.TabularError as error:
            raise ValidationError(tabular.in_words(error)) from None

    @property
    def file_name(self) -> str:
        return str(self.file.data.filename or "")


class ColumnsForm(TextForm):
    """Which column holds what; one question a field."""


def columns_form(one: Import, kind: Kind) -> Any:
    """A form of its own for the fields of the kind and the columns of the file; of no known column nothing is kept."""
    none = SelectChoice("", _("Aucune colonne"))
    choices = [none, *(SelectChoice(column, column) for column in one.columns)]

    class Form(ColumnsForm):
        def validate_name(self, field: Any) -> None:
            if field.data not in one.columns:
                raise ValidationError(kind.words.name_wanted())

        def in_the_order_of_the_file(self) -> list[Any]:
            """As a person reads the file, then what no column seems to hold; a missing name first."""
            places = {column: place for place, column in enumerate(one.columns)}
            chosen = [self[field.name] for field in kind.fields]
            nowhere = len(places)
            return sorted(chosen, key=lambda each: -1 if each.errors else places.get(each.data, nowhere))

    for field in kind.fields:
        setattr(Form, field.name, SelectField(kind.words.field(field.name), choices=choices, validate_choice=False))
    return Form(request.form) if request.method == "POST" else Form(None, data=one.mapping)


def mapping_of(form: Any, kind: Kind) -> dict[str, str]:
    """The columns that a person chose."""
    return {field.name: form[field.name].data for field in kind.fields if form[field.name].data}
