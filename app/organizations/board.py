"""What forms ask of whoever acts in the name of an organization, in the same words everywhere: does the board agree?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from app.core.clock import today
from app.core.language import gettext as _
from app.organizations.models import Authority

FARTHEST_DAY = timedelta(days=730)


def answers_of_the_board(no: str) -> list[tuple[str, str]]:
    """What one may answer; `no` is said in the words of whoever is asked."""
    return [
        (Authority.YES.value, _("Oui, c’est fait")),
        (Authority.ON_DATE.value, _("Pas encore : il en décidera à une date connue")),
        (Authority.NO.value, no),
    ]


def meeting_of_the_board(form: Any, field: Field) -> None:
    """The day on which the board will confirm: wanted with that answer only, and still to come."""
    field.errors = []
    if form.authority.data != Authority.ON_DATE.value:
        field.data = None
        raise StopValidation
    if not any(raw.strip() for raw in field.raw_data or [] if isinstance(raw, str)):
        raise StopValidation(_("Donnez la date de la réunion."))
    if field.data is None:
        raise StopValidation(_("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25."))
    if field.data < today():
        raise StopValidation(_("Cette date est passée. Si le conseil d’administration a dit oui, répondez « Oui »."))
    if field.data - today() > FARTHEST_DAY:
        raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))
