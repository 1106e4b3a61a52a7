"""The variants of the message: for whom each is, its subject and its body; the first that fits is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

from wtforms import SelectField, StringField, TextAreaField

from app.campaigns import blanks
from app.campaigns.bundle import Bundle
from app.campaigns.bundle_messages import Wording, allowed_in, needed_in
from app.campaigns.editor import recipient_words as words
from app.campaigns.editor.forms import PartForm, as_file
from app.campaigns.traits import MOST_VARIANTS
from app.core.fields import LongLine, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost
from app.officials import service as officials
from app.officials.models import Office


@dataclass(frozen=True)
class Row:
    """One variant: the fields in which it is written, and what it is called once it is there."""

    whom: SelectField | None
    subject: StringField
    body: TextAreaField
    name: str = ""
    label: str = ""

    @property
    def chosen(self) -> str:
        return self.name if self.whom is None else self.whom.data or ""

    @property
    def is_used(self) -> bool:
        return bool(self.subject.data or self.body.data)


class VariantsForm(PartForm):
    """In French one chooses for whom; another language says the same to the same persons."""

    names: tuple[str, ...] = ()
    rows_in_all: int = 0
    chooses: bool = True
    labels: dict[str, str]

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        in_office = officials.in_office(offices=tuple(Office))
        names, chooses = tuple(bundle.variants), locale == "fr"
        number = min(len(names) + 1, MOST_VARIANTS) if chooses else len(names)
        offered = dict.fromkeys([*names, *words.variants(in_office)])
        labels = {name: words.variant_in_words(name, in_office) for name in offered}
        fields: dict[str, Any] = {"names": names, "rows_in_all": number, "chooses": chooses}
        data: dict[str, str] = {}
        for place in range(1, number + 1):
            fields |= _fields(place, chooses)
        kept = bundle.words[locale].variants
        for place, name in enumerate(names, 1):
            said = kept.get(name, Wording("", ""))
            data |= {f"for_{place}": name, f"subject_{place}": said.subject, f"body_{place}": said.body.strip()}
        form: Self = type(cls.__name__, (cls,), fields)(data=data)
        form.labels = labels
        for row in form.variant_rows:
            if row.whom is not None:
                row.whom.choices = [("", _("Choisissez…")), *labels.items()]
        return form

    @property
    def variant_rows(self) -> list[Row]:
        """In their order: the first that fits is taken."""
        named = dict(enumerate(self.names, 1))
        return [
            Row(
                self[f"for_{place}"] if self.chooses else None,
                self[f"subject_{place}"],
                self[f"body_{place}"],
                named.get(place, ""),
                self.labels.get(named.get(place, ""), ""),
            )
            for place in range(1, self.rows_in_all + 1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Both halves of a row, for somebody, once; with the blanks that say who writes to whom."""
        good: bool = super().validate(extra_validators)
        taken: set[str] = set()
        for row in self.variant_rows:
            field, problem = _problem(row, taken, may_be_empty=self.chooses, known=self.labels)
            if problem and not field.errors:
                field.errors = [problem]
                good = False
            taken.add(row.chosen)
        return good

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        """In every language the same variants: one that is new begins with the French words."""
        rows = [row for row in self.variant_rows if row.is_used and row.chosen in self.labels]
        said = {row.chosen: Wording(row.subject.data or "", as_file(row.body.data)) for row in rows}
        names = list(said) if self.chooses else bundle.variants
        spoken = {
            language: replace(one, variants={name: (said if language == locale else one.variants).get(name) or
                                             said.get(name) or one.variants[name] for name in names})
            for language, one in bundle.words.items()
        }  # fmt: skip
        return replace(bundle, variants=names, words=spoken)


def _fields(place: int, chooses: bool) -> dict[str, Any]:
    whom = {f"for_{place}": SelectField(_l("Pour qui"), validate_choice=False)} if chooses else {}
    return {
        **whom,
        f"subject_{place}": LongLine(_l("Objet"), filters=[line], validators=[AtMost(200)]),
        f"body_{place}": TextAreaField(_l("Le message"), filters=[paragraphs], validators=[AtMost(8_000)]),
    }


def _problem(row: Row, taken: set[str], *, may_be_empty: bool, known: dict[str, str]) -> tuple[Any, str]:
    if not row.is_used and may_be_empty:
        begun = bool(row.chosen and not row.name)  # an emptied one is taken away
        return row.subject, _("Écrivez l’objet et le message de cette variante.") if begun else ""
    if row.whom is not None and row.chosen not in known:
        return row.whom, _("Choisissez pour qui.")
    if row.whom is not None and row.chosen in taken:
        return row.whom, _("Cette variante est déjà là, plus haut.")
    for field in (row.subject, row.body):
        if not field.data:
            return field, _("Il manque cette moitié : écrivez-la, ou videz l’autre.")
        unknown = sorted(blanks.unknown_in(field.data, allowed_in(row.chosen)))
        if unknown:
            return field, _("Ce champ à remplir n’existe pas ici : %(names)s", names=f"{{{unknown[0]}}}")
    missing = [name for name in needed_in(row.chosen) if name not in blanks.names_in(row.body.data or "")]
    return row.body, _("Il manque le champ à remplir %(name)s.", name=f"{{{missing[0]}}}") if missing else ""
