"""The fields of leaders and of those who speak for them, as many as the campaign needs and one more."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, Field, SelectField, StringField, TelField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation, ValidationError

from app.campaigns import logos
from app.campaigns.bundle import Bundle
from app.campaigns.bundle_leaders import LONGEST, is_phone, is_website
from app.campaigns.leaders import MOST_SPOKESPERSONS
from app.campaigns.models import Leader
from app.core.fields import email_address, line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.pictures import PictureProblem, PictureRefused
from app.core.plain_text import is_formula
from app.core.validators import AtMost


def fields_of(bundle: Bundle, number: int) -> dict[str, Any]:
    """One group for each leader that the bundle names, then an empty one; English only where the campaign has it."""
    has_english = "en" in bundle.words
    made: dict[str, Any] = {}
    for place in range(1, number + 1):
        leader = bundle.leaders[place - 1] if place <= len(bundle.leaders) else None
        made |= _of_leader(place, number, has_logo=bool(leader and leader.logo), has_english=has_english)
        people = min(len(leader.spokespersons) + 1, MOST_SPOKESPERSONS) if leader else 1
        for one in range(1, people + 1):
            made |= _of_person(f"{place}_{one}", has_english=has_english)
    return made


def data_of(kept: tuple[Leader, ...], names: tuple[str, ...], of_person: tuple[str, ...]) -> dict[str, Any]:
    """What stands, by the names of the fields."""
    data: dict[str, Any] = {}
    for place, leader in enumerate(kept, 1):
        data |= {f"{key}_{place}": getattr(leader, key) for key in names}
        for one, person in enumerate(leader.spokespersons, 1):
            data |= {f"{key}_{place}_{one}": getattr(person, key) for key in of_person}
            data[f"agrees_{place}_{one}"] = True
    return data


def _of_leader(place: int, number: int, *, has_logo: bool, has_english: bool) -> dict[str, Any]:
    fields = {
        f"name_{place}": _text(_l("Nom de l’organisation")),
        f"short_name_{place}": _text(_l("Nom court ou sigle")),
        f"website_{place}": URLField(_l("Site web"), filters=[line], validators=[_website]),
        f"logo_{place}": FileField(_l("Logo"), validators=[_picture]),
        f"logo_text_{place}": _text(_l("Ce que montre le logo")),
        f"place_{place}": SelectField(
            _l("Rang"), choices=[SelectChoice(str(one), str(one)) for one in range(1, number + 1)], default=str(place),
            validate_choice=False,
        ),
    }  # fmt: skip
    if has_logo:
        fields[f"without_logo_{place}"] = BooleanField(_l("Retirer le logo"))
    if has_english:
        fields[f"name_en_{place}"] = _text(_l("Nom en anglais"))
        fields[f"short_name_en_{place}"] = _text(_l("Sigle en anglais"))
        fields[f"logo_text_en_{place}"] = _text(_l("Ce que montre le logo, en anglais"))
    return fields


def _of_person(which: str, *, has_english: bool) -> dict[str, Any]:
    fields = {
        f"name_{which}": _text(_l("Nom de la ou du porte-parole")),
        f"title_{which}": _text(_l("Fonction")),
        f"phone_{which}": TelField(_l("Téléphone pour les médias"), filters=[line], validators=[_phone]),
        f"email_{which}": EmailField(_l("Courriel pour les médias"), filters=[line], validators=[_address]),
        f"agrees_{which}": BooleanField(_l("Cette personne accepte que son nom et ces coordonnées soient publiés.")),
    }
    if has_english:
        fields[f"title_en_{which}"] = _text(_l("Fonction en anglais"))
    return fields


def _text(label: Any) -> StringField:
    return StringField(label, filters=[line], validators=[AtMost(LONGEST), _no_formula])


def _no_formula(form: Any, field: Field) -> None:
    if is_formula(field.data or ""):
        raise ValidationError(_("Commencez par une lettre, pas par un signe comme = ou +."))


def _website(form: Any, field: Field) -> None:
    if field.data and not is_website(field.data):
        raise ValidationError(_("Une adresse web s’écrit comme https://exemple.org."))


def _phone(form: Any, field: Field) -> None:
    if field.data and not is_phone(field.data):
        raise ValidationError(_("Un téléphone s’écrit comme 418 555-0123, poste 4."))


def _address(form: Any, field: Field) -> None:
    if not field.data:
        raise StopValidation
    email_address(form, field)


def _picture(form: Any, field: Any) -> None:
    """A PNG or a JPEG; it is drawn anew at once, and the file is not kept."""
    field.drawn = None
    if not field.data:
        return
    try:
        field.drawn = logos.redrawn(field.data.stream.read(logos.LARGEST_FILE + 1))
    except PictureRefused as refused:
        raise ValidationError(_refusal(refused.problem)) from None


def _refusal(problem: PictureProblem) -> str:
    return {
        PictureProblem.TOO_HEAVY: _(
            "Ce fichier est trop lourd : au plus %(most)s ko.", most=logos.LARGEST_FILE // 1000
        ),
        PictureProblem.TOO_WIDE: _("Cette image a trop de pixels : 2 000 sur 2 000 au plus, ou autant en tout."),
        PictureProblem.HEIC: _("Un logo est une image PNG ou JPEG. Cette image est d’un téléphone : convertissez-la."),
        PictureProblem.UNREADABLE: _("Un logo est une image PNG ou JPEG. Un dessin SVG se convertit en PNG."),
    }[problem]
