"""What staff write, and when it becomes public."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.clock import now
from app.core.fields import LongLine, TextForm, line, paragraphs
from app.core.language import ENGLISH, FRENCH
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled
from app.updates import service
from app.updates.fields import Instant
from app.updates.models import Kind, Update
from app.updates.service import Meeting, Scope, Words, Written

LONGEST_TITLE, LONGEST_BODY = 150, 20_000
LONGEST_PLACE, LONGEST_ADDRESS, LONGEST_LINE = 150, 250, 500
OF_AN_ACTIVITY = ("starts_at", "ends_at", "place", "address", "accessibility", "accessibility_en")


def needed(form: Any, field: Any) -> None:
    """Validator: a day and an hour; what is wrong with them was said already."""
    if field.data is None:
        raise StopValidation("" if field.errors else _("Écrivez quand elle commence."))


def after_it_starts(form: Any, field: Any) -> None:
    """Validator: no activity ends before it starts."""
    if field.data and form.starts_at.data and field.data <= form.starts_at.data:
        raise ValidationError(_("La fin vient avant le début."))


def still_to_come(form: Any, field: Any) -> None:
    """Validator: what is past would be published at once, and nobody asked for that."""
    if field.data is None:
        raise StopValidation("" if field.errors else _("Écrivez quand publier."))
    if field.data <= now():
        raise StopValidation(_("Cette heure est passée. Pour publier maintenant, il y a l’autre bouton."))


class UpdateForm(TextForm):
    """An update as it is written: in French, and in English if it is; an activity says when and where."""

    seen = HiddenField(filters=[line])
    regions = SelectMultipleField(
        _l("Pour quelles régions"), validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    starts_at = Instant(_l("Début"), validators=[needed])
    ends_at = Instant(_l("Fin"), validators=[after_it_starts])
    place = StringField(
        _l("Lieu"), filters=[line], validators=[Filled(_l("Écrivez où elle a lieu.")), AtMost(LONGEST_PLACE)]
    )
    address = StringField(_l("Adresse"), filters=[line], validators=[AtMost(LONGEST_ADDRESS)])
    accessibility = StringField(_l("Accessibilité du lieu"), filters=[line], validators=[AtMost(LONGEST_LINE)])
    title = LongLine(_l("Titre"), filters=[line], validators=[Filled(_l("Écrivez le titre.")), AtMost(LONGEST_TITLE)])
    body = TextAreaField(
        _l("Texte"), filters=[paragraphs], validators=[Filled(_l("Écrivez le texte.")), AtMost(LONGEST_BODY)]
    )
    title_en = LongLine(_l("Titre en anglais"), filters=[line], validators=[AtMost(LONGEST_TITLE)])
    body_en = TextAreaField(_l("Texte en anglais"), filters=[paragraphs], validators=[AtMost(LONGEST_BODY)])
    accessibility_en = StringField(
        _l("Accessibilité du lieu, en anglais"), filters=[line], validators=[AtMost(LONGEST_LINE)]
    )

    def __init__(self, *args: Any, kind: Kind, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        regions = [] if kind is Kind.VICTORY else scope.regions()
        self.region_names = {one.code: f"{one.code} {one.name}" for one in regions}
        self.regions.choices = list(self.region_names.items())
        self.is_activity = kind is Kind.ACTIVITY
        if not self.is_activity:
            for name in OF_AN_ACTIVITY:
                del self[name]

    @classmethod
    def of(cls, update: Update, scope: Scope) -> UpdateForm:
        """As it stands."""
        french = update.text(FRENCH)
        english = update.text(ENGLISH) if ENGLISH in update.locales else None
        return cls(
            formdata=None,
            kind=update.kind,
            scope=scope,
            seen=service.as_seen(update),
            regions=sorted(update.region_codes),
            starts_at=update.starts_at,
            ends_at=update.ends_at,
            place=update.place,
            address=update.address,
            title=french.title,
            body=french.body,
            accessibility=french.accessibility,
            title_en=english.title if english else "",
            body_en=english.body if english else "",
            accessibility_en=english.accessibility if english else "",
        )

    @property
    def only_region(self) -> str:
        """Of whoever writes for one region and for nobody else: it need not be asked."""
        codes = sorted(self.region_names)
        return codes[0] if len(codes) == 1 and not self.scope.everybody else ""

    def validate_regions(self, field: SelectMultipleField) -> None:
        if set(field.data or ()) - self.region_names.keys():
            raise ValidationError(_("Choisissez dans la liste."))
        if not field.data and not self.scope.everybody:
            raise ValidationError(_("Cochez au moins une région."))

    def validate(self, extra_validators: Any = None) -> bool:
        """English is whole or is not there."""
        good: bool = super().validate(extra_validators)
        if bool(self.title_en.data) != bool(self.body_en.data):
            missing = self.body_en if self.title_en.data else self.title_en
            missing.errors = [_("Écrivez aussi cette moitié en anglais, ou videz l’autre.")]
            good = False
        return good

    def written(self) -> Written:
        """What the fields hold, also half filled, for a preview."""
        words = {FRENCH: self._words("")}
        if self.title_en.data:
            words[ENGLISH] = self._words("_en")
        return Written(region_codes=frozenset(self.regions.data or ()), words=words, meeting=self._meeting())

    def _words(self, suffix: str) -> Words:
        accessibility = self[f"accessibility{suffix}"].data or "" if self.is_activity else ""
        return Words(
            title=self[f"title{suffix}"].data or "", body=self[f"body{suffix}"].data or "", accessibility=accessibility
        )

    def _meeting(self) -> Meeting | None:
        if not self.is_activity:
            return None
        return Meeting(
            starts_at=self.starts_at.data or now(),
            ends_at=self.ends_at.data,
            place=self.place.data or "",
            address=self.address.data or "",
        )


class ScheduleForm(TextForm):
    """The hour at which it is published by itself."""

    publishes_at = Instant(_l("Publier le"), validators=[still_to_come])
