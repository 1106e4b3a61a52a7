"""What staff type to sign in, to protect their account, and to invite others."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import EqualTo, InputRequired, Length

from app.accounts.models import RoleName
from app.accounts.words import role_in_words
from app.core.fields import TextForm, line
from app.core.language import lazy_gettext as _l


def _address(label: str, missing: str) -> StringField:
    too_long = Length(max=254, message=_l("Cette adresse est trop longue."))
    return StringField(label, filters=[line], validators=[InputRequired(missing), too_long])


class EmailForm(TextForm):
    """« Mot de passe oublié »."""

    email = _address(_l("Courriel"), _l("Écrivez votre adresse courriel."))


class SignInForm(EmailForm):
    """The e-mail is kept when the sign-in is refused; a password is never sent back."""

    password = PasswordField(_l("Mot de passe"), validators=[InputRequired(_l("Écrivez votre mot de passe."))])


class NewPasswordForm(TextForm):
    """The strength is the service's business."""

    new = PasswordField(_l("Nouveau mot de passe"), validators=[InputRequired(_l("Écrivez le nouveau mot de passe."))])
    again = PasswordField(
        _l("Nouveau mot de passe, encore une fois"),
        validators=[
            InputRequired(_l("Écrivez encore une fois le nouveau mot de passe.")),
            EqualTo("new", _l("Les deux mots de passe ne sont pas pareils.")),
        ],
    )


class PasswordForm(NewPasswordForm):
    """Changing it, by somebody who knows the present one."""

    current = PasswordField(
        _l("Mot de passe actuel"), validators=[InputRequired(_l("Écrivez votre mot de passe actuel."))]
    )


class ProveAgainForm(TextForm):
    """Whoever sits there knows the password."""

    current = PasswordField(
        _l("Mot de passe actuel"), validators=[InputRequired(_l("Écrivez votre mot de passe actuel."))]
    )


class AddressForm(TextForm):
    """Another address for one’s own account."""

    email = _address(_l("Nouvelle adresse courriel"), _l("Écrivez la nouvelle adresse."))


class ProofForm(TextForm):
    """A code, or what a passkey has signed: the page fills that in by itself."""

    credential = HiddenField()
    code = StringField(_l("Code"), filters=[line])

    def validate_code(self, field: StringField) -> None:
        if not field.data and not self.credential.data:
            raise ValidationError(_l("Écrivez un code."))


def _factor_name(example: str) -> StringField:
    return StringField(
        _l("Nom"),
        filters=[line],
        default=example,
        validators=[
            InputRequired(_l("Donnez-lui un nom, pour la reconnaître plus tard.")),
            Length(max=60, message=_l("Au plus 60 caractères.")),
        ],
    )


class AuthenticatorForm(TextForm):
    """The application proves that it has the secret."""

    name = _factor_name(_l("Mon téléphone"))
    code = StringField(
        _l("Code à six chiffres"),
        filters=[line],
        validators=[InputRequired(_l("Écrivez le code que l’application montre."))],
    )


class PasskeyForm(TextForm):
    """The device made a key; the page fills in what it answered."""

    name = _factor_name(_l("Mon ordinateur"))
    credential = HiddenField()

    def validate_credential(self, field: HiddenField) -> None:
        if not field.data:
            raise ValidationError(_l("Votre appareil n’a pas encore créé de clé."))


class PlaceForm(TextForm):
    """A role, its chapters, and the two rights that no role gives. Chapters are offered by the view."""

    role = RadioField(
        _l("Rôle"),
        choices=[],
        validators=[InputRequired(_l("Choisissez un rôle."))],
    )
    chapters = SelectMultipleField(
        _l("Antennes"),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    may_export = BooleanField(_l("Peut exporter des renseignements personnels"))
    may_erase = BooleanField(_l("Peut détruire des renseignements personnels"))

    def __init__(self, *args: Any, chapters: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(value=role.value, label=role_in_words(role)) for role in RoleName]
        self.chapters.choices = [SelectChoice(value=key, label=name) for key, name in chapters.items()]

    def validate_chapters(self, field: SelectMultipleField) -> None:
        is_chapter = self.role.data == RoleName.CHAPTER.value
        if is_chapter and not field.data:
            raise ValidationError(_l("Cochez au moins une antenne."))
        if not is_chapter and field.data:
            raise ValidationError(_l("Seul le rôle d’antenne régionale demande une antenne."))


class InvitationForm(PlaceForm):
    """Who comes onto the team."""

    name = StringField(
        _l("Nom de la personne"),
        filters=[line],
        validators=[
            InputRequired(_l("Écrivez le nom de la personne.")),
            Length(max=120, message=_l("Au plus 120 caractères.")),
        ],
    )
    email = _address(_l("Courriel"), _l("Écrivez l’adresse de la personne."))
