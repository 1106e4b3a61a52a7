"""The form of the communiqué."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from app.core.fields import LongLine, TextForm, line, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled
from app.press.service import BLANKS, Draft, holds_brackets, unknown_blanks

BLANKS_IN_WORDS = {
    "figures": _l("le paragraphe des chiffres"),
    "organizations": _l("organismes, avec leur nombre"),
    "organizations_count": _l("nombre d’organismes"),
    "regions_count": _l("nombre de régions"),
    "campaign_title": _l("titre de la campagne"),
    "campaign_url": _l("adresse de la campagne"),
    "list_url": _l("adresse de la liste"),
    "leaders": _l("qui mène"),
}


def known_blanks(form: Any, field: Field) -> None:
    """Validator: every word in braces is one that the program fills."""
    unknown = sorted(unknown_blanks(field.data or ""))
    if unknown:
        raise StopValidation(_("Personne ne remplit {%(blank)s} : choisissez un champ de la liste.", blank=unknown[0]))


class ReleaseForm(TextForm):
    """`seen`: what it said when the page was opened."""

    seen = HiddenField()
    place = StringField(_l("Ville d’où il part"), filters=[line], validators=[AtMost(60)])
    headline = LongLine(
        _l("Titre"), filters=[line], validators=[Filled(_l("Écrivez un titre.")), AtMost(200), known_blanks]
    )
    body = TextAreaField(
        _l("Texte"), filters=[paragraphs],
        validators=[Filled(_l("Écrivez le texte du communiqué.")), AtMost(8000), known_blanks],
    )  # fmt: skip
    is_public = BooleanField(_l("Montrer ce communiqué dans la trousse de presse"))

    def validate_is_public(self, field: BooleanField) -> None:
        if field.data and holds_brackets(f"{self.headline.data} {self.body.data}"):
            raise ValidationError(_("Remplissez d’abord ce qui est entre crochets [ ]."))

    def wanted(self) -> Draft:
        """What was typed, once valid."""
        return Draft(
            place=self.place.data or "",
            headline=self.headline.data or "",
            body=self.body.data or "",
            is_public=bool(self.is_public.data),
            seen=self.seen.data or "",
        )


assert BLANKS_IN_WORDS.keys() == BLANKS  # noqa: S101 - a button for each
