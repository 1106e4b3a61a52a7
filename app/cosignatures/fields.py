"""What the forms of this feature check, each refusal in words that say what to do."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from flask import current_app
from wtforms import Field
from wtforms.validators import StopValidation

from app.core.clock import today
from app.core.language import gettext as _
from app.core.validators import too_long
from app.organizations import service as organizations
from app.organizations.errors import NameProblem, NameRefused
from app.territory import service as territory
from app.territory.models import NATIONAL

FARTHEST_DAY = timedelta(days=730)


def organization_name(form: Any, field: Field) -> None:
    """A name that an organization can have."""
    try:
        organizations.checked_name(field.data or "")
    except NameRefused as refused:
        raise StopValidation(_words(refused)) from None


def municipality(form: Any, field: Field) -> None:
    try:
        organizations.checked_city(field.data or "")
    except NameRefused as refused:
        raise StopValidation(_words(refused)) from None


def day_that_was(form: Any, field: Field) -> None:
    """A day within the last two years, today included."""
    field.errors = []
    if field.data is None:
        raise StopValidation(_digits())
    if field.data > today():
        raise StopValidation(_("Cette date est à venir."))
    if today() - field.data > FARTHEST_DAY:
        raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))


def day_to_come(form: Any, field: Field) -> None:
    """A day from today on, or none."""
    field.errors = []
    typed = any(raw.strip() for raw in field.raw_data or [] if isinstance(raw, str))
    if typed and field.data is None:
        raise StopValidation(_digits())
    if field.data is not None and field.data < today():
        raise StopValidation(_("Cette date est passée."))
    if field.data is not None and field.data - today() > FARTHEST_DAY:
        raise StopValidation(_("Cette date est trop loin : vérifiez l’année."))


def region_choices() -> list[tuple[str, str]]:
    """The 17 regions, then National; read once per process, for they are as steady as the program."""
    kept: list[tuple[str, str]] = current_app.extensions.setdefault("cosignature_regions", [])
    if not kept:
        kept.extend((region.code, region.name) for region in territory.regions())
    return [(code, _named(code, name)) for code, name in kept]


def _named(code: str, name: str) -> str:
    return _("National : partout au Québec") if code == NATIONAL else f"{code} {name}"


def _words(refused: NameRefused) -> str:
    return {
        NameProblem.EMPTY: lambda: _("Écrivez le nom de votre organisme."),
        NameProblem.NO_LETTER: lambda: _("Il faut au moins une lettre ou un chiffre."),
        NameProblem.FORMULA: lambda: _(
            "Un nom ne peut pas commencer par =, +, - ou @ : un tableur y verrait une formule."
        ),
        NameProblem.TOO_LONG: lambda: too_long(refused.limit, refused.length),
        NameProblem.UNREADABLE: _unreadable,
        NameProblem.LINK: _no_link,
    }[refused.problem]()


def _digits() -> str:
    return _("Écrivez la date en chiffres : année, mois, jour, comme 2027-03-25.")


def _unreadable() -> str:
    return _("Un caractère n’a pas pu être lu (�). Effacez-le et tapez-le de nouveau.")


def _no_link() -> str:
    return _("Sans adresse web, s’il vous plaît.")


def text(value: Any) -> str:
    """What a field holds, when it is text."""
    return value if isinstance(value, str) else ""


def as_uuid(value: Any) -> uuid.UUID | None:
    """An identifier that a page gave out; None for anything else."""
    try:
        return uuid.UUID(text(value))
    except ValueError:
        return None


def as_day(value: Any) -> date | None:
    """A day as pages write it in hidden fields."""
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        return None
