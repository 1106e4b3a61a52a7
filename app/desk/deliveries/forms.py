"""Why mail is stopped, what becomes of what is held, and from how many on a digest is made."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from app.core.fields import TextForm, line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.deliveries.models import Decision

LONGEST_REASON = 300
SOME, NONE = "some", "none"
LEAST_THRESHOLD, MOST_THRESHOLD = 2, 200


def _reason() -> StringField:
    return StringField(
        _l("Pourquoi"), filters=[line], validators=[Filled(_l("Dites pourquoi.")), AtMost(LONGEST_REASON)]
    )


class ActForm(TextForm):
    """Why: whoever comes next will read it in the journal."""

    reason = _reason()


class DecideForm(TextForm):
    """Which mails, what becomes of them, and what one knows of it."""

    chosen = SelectMultipleField(_l("Courriels"), validate_choice=False)
    decision = RadioField(
        _l("Décision"), validate_choice=False, validators=[OneOf(_l("Choisissez ce que deviennent ces courriels."))]
    )
    reason = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [
            (Decision.ARRIVED.value, _("Noter comme arrivés : le journal du relais, ou la personne, le confirme")),
            (Decision.RESEND.value, _("Renvoyer : on sait qu’ils ne sont pas arrivés")),
            (Decision.ABANDON.value, _("Abandonner : ils ne partiront plus")),
        ]

    def validate_chosen(self, field: SelectMultipleField) -> None:
        if not self.ids:
            raise ValidationError(_l("Cochez au moins un courriel."))

    @property
    def ids(self) -> list[uuid.UUID]:
        """Those that were ticked; what is no number of a mail is left out."""
        return [number for number in map(_number, self.chosen.data or ()) if number is not None]


class ReleaseForm(TextForm):
    """What one knows of what left since the backup."""

    since = RadioField(
        _l("Depuis la copie"), validate_choice=False, validators=[OneOf(_l("Choisissez ce que vous savez."))]
    )
    reason = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since.choices = [
            (
                SOME,
                _("Des courriels sont peut-être partis : retenir les messages aux personnes élues, quelqu’un décidera"),
            ),
            (NONE, _("Rien n’est parti, j’en ai la certitude : le site était arrêté quand la copie a été faite")),
        ]

    @property
    def nothing_left(self) -> bool:
        return bool(self.since.data == NONE)


class ThresholdForm(TextForm):
    """A whole number, or nothing for one mail a message."""

    threshold = IntegerField(
        _l("Nombre de messages en attente au-delà duquel on regroupe"),
        validators=[
            Optional(),
            NumberRange(LEAST_THRESHOLD, MOST_THRESHOLD, _l("Un nombre de 2 à 200, ou rien.")),
        ],
    )


def _number(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
