"""What is typed on the tablet of an assembly, and what staff say when they open one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import DateField, Field, HiddenField, SelectField, StringField
from wtforms.validators import StopValidation

from app.core.clock import today
from app.core.fields import TextForm, line, readable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.language import ngettext
from app.core.validators import AtMost, Filled, OneOf
from app.cosignatures.fields import region_choices, text
from app.cosignatures.forms import SigningForm
from app.cosignatures.models import LONGEST, Kiosk, KioskTablet
from app.cosignatures.service import Assembly, Submission
from app.territory.models import Region

LONGEST_NAME = 120
HOURS = (2, 4, 6, 8, 12, 24, 48, 72)
MORE_HOURS = (1, 2, 4, 8, 24)
_HOURS = _l("Choisissez une durée de la liste.")


class KioskForm(SigningForm):
    """The form of the site, without what watches for robots. `turn`: whose it is, so that nobody reads another’s."""

    turn = HiddenField(filters=[line])

    def __init__(self, kiosk: Kiosk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turn.data = self.turn.data or secrets.token_hex(4)
        if codes := kiosk.region_codes:
            here = [(code, name) for code, name in region_choices() if code in codes]
            self.region.choices = here if len(here) == 1 else [("", _("Choisissez…")), *here]

    def submission(self, tablet: KioskTablet, *, locale: str) -> Submission:
        """What was typed, once valid. The tablet’s own address says nothing of who signs."""
        return self.typed(locale=locale, tablet=tablet)


class KioskCodeForm(TextForm):
    """The code of a kiosk, typed on the tablet."""

    code = StringField(
        _l("Code du kiosque"),
        filters=[line],
        validators=[Filled(_l("Tapez le code que montre le bureau.")), AtMost(40)],
    )

    def refuse(self) -> None:
        """One sentence for a wrong code, a closed kiosk and too many tries."""
        self.code.errors = [
            _(
                "Ce code n’ouvre aucun kiosque. Chacun sert une fois, dans le quart d’heure : "
                "demandez-en un autre au bureau."
            )
        ]


class OpeningForm(TextForm):
    """The assembly, and for how long the tablet goes around."""

    assembly = StringField(
        _l("Nom de l’assemblée"),
        filters=[line],
        validators=[Filled(_l("Écrivez le nom de l’assemblée.")), AtMost(LONGEST_NAME), readable],
    )
    held_on = DateField(_l("Date"))
    place = StringField(
        _l("Lieu"), filters=[line], validators=[Filled(_l("Écrivez le lieu.")), AtMost(LONGEST_NAME), readable]
    )
    hours = SelectField(_l("Durée"), validate_choice=False, validators=[Filled(_HOURS), OneOf(_HOURS)])
    region = SelectField(
        _l("Qui signe"), validate_choice=False, validators=[OneOf(_l("Choisissez une réponse de la liste."))]
    )

    def __init__(self, *args: Any, regions: Sequence[Region], serves_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = hours_in_words(HOURS)
        served = {region.code for region in regions}
        choices = [(code, name) for code, name in region_choices() if serves_all or code in served]
        everybody = _("Les organismes de toutes les régions") if serves_all else _("Les organismes de mes régions")
        self.region.choices = choices if len(choices) == 1 else [("", everybody), *choices]

    def validate_held_on(self, field: Field) -> None:
        """The kiosk opens now: today, or one of the days that it can last."""
        field.errors = []
        if field.data is None:
            raise StopValidation(_("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25."))
        if not today() <= field.data <= today() + LONGEST:
            raise StopValidation(
                _("Le kiosque ouvre tout de suite, pour trois jours au plus : ouvrez-le le jour même, ou la veille.")
            )

    def said(self) -> Assembly:
        return Assembly(
            name=text(self.assembly.data),
            held_on=self.held_on.data or today(),
            place=text(self.place.data),
            hours=int(text(self.hours.data)),
            region_code=text(self.region.data) or None,
        )


class ExtendForm(TextForm):
    """How much longer."""

    hours = SelectField(_l("Prolonger de"), validate_choice=False, validators=[Filled(_HOURS), OneOf(_HOURS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = hours_in_words(MORE_HOURS)


def hours_in_words(hours: Sequence[int]) -> list[tuple[str, str]]:
    return [(str(number), ngettext("%(num)s heure", "%(num)s heures", number)) for number in hours]
