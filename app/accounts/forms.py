"""What staff type to sign in and to change their password."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.core.language import lazy_gettext
from app.core.plain_text import one_line

_l: Any = lazy_gettext  # the stubs of WTForms want plain text


def _line(text: Any) -> Any:
    return one_line(text) if isinstance(text, str) else text


class SignInForm(FlaskForm):
    """The e-mail is kept when the sign-in is refused; a password is never sent back."""

    email = StringField(
        _l("Courriel"),
        filters=[_line],
        validators=[
            InputRequired(_l("Écrivez votre adresse de courriel.")),
            Length(max=254, message=_l("Cette adresse est trop longue.")),
        ],
    )
    password = PasswordField(_l("Mot de passe"), validators=[InputRequired(_l("Écrivez votre mot de passe."))])


class PasswordForm(FlaskForm):
    """The strength is the service's business."""

    current = PasswordField(
        _l("Mot de passe actuel"), validators=[InputRequired(_l("Écrivez votre mot de passe actuel."))]
    )
    new = PasswordField(_l("Nouveau mot de passe"), validators=[InputRequired(_l("Écrivez le nouveau mot de passe."))])
    again = PasswordField(
        _l("Nouveau mot de passe, encore une fois"),
        validators=[
            InputRequired(_l("Écrivez encore une fois le nouveau mot de passe.")),
            EqualTo("new", _l("Les deux mots de passe ne sont pas pareils.")),
        ],
    )
