"""How a campaign begins: from a bundle of the library, from an earlier campaign, or from a file."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField

from app.campaigns.editor.fields import NO_BLANK, address_of_campaign
from app.core.fields import TextForm, line
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf

CHOOSE = _l("Choisissez de quoi partir.")


class StartForm(TextForm):
    """A new campaign from words that exist."""

    source = RadioField(_l("Partir de"), validate_choice=False, validators=[Filled(CHOOSE), OneOf(CHOOSE)])
    title = StringField(
        _l("Titre"), filters=[line], validators=[Filled(_l("Écrivez le titre de la campagne.")), AtMost(120), NO_BLANK]
    )
    slug = StringField(
        _l("Adresse de la page"),
        filters=[line],
        validators=[Filled(_l("Écrivez la fin de l’adresse.")), address_of_campaign],
    )


class FileForm(FlaskForm):
    """A bundle as a zip file, as this site exports it."""

    file = FileField(_l("Fichier .zip d’un gabarit"), validators=[FileRequired(_l("Choisissez un fichier."))])
