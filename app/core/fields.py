"""What the public forms share: cleaning what is typed, checking an address, and noticing robots.

A robot is noticed, never refused: the answer page stays the same, and what it sent is kept for a person.
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import EmailField, Field, HiddenField, StringField
from wtforms.meta import DefaultMeta
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import TextArea

from app.core import tokens
from app.core.clock import now
from app.core.keys import EmailProblem, InvalidEmail, normal_email
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.language import locale, ngettext
from app.core.mail_headers import deliverable
from app.core.plain_text import holds_a_link, is_formula, many_lines, one_line
from app.core.suspicion import Suspicion

HASTE_S = 3  # nobody reads, types and sends in less
CHANGE_OF_LANGUAGE = "langue"  # the name of the button in `layouts/_base.html`
OPENED = "form.opened"


def line(text: Any) -> Any:
    """Filter: one clean line."""
    return one_line(text) if isinstance(text, str) else text


def paragraphs(text: Any) -> Any:
    """Filter: clean paragraphs."""
    return many_lines(text) if isinstance(text, str) else text


def email_address(form: Any, field: Field) -> None:
    """Validator: somebody can be written to at this address; says what is wrong with it in words."""
    try:
        normal_email(field.data or "")
    except InvalidEmail as error:
        raise ValidationError(_email_words(error.problem)) from None


def name_of_somebody(form: Any, field: Field) -> None:
    """Validator: has a letter, and is no formula that would wake up in a spreadsheet."""
    text = field.data or ""
    if not any(character.isalpha() for character in text):
        raise ValidationError(_("Il faut au moins une lettre."))
    if is_formula(text):
        raise ValidationError(_("Commencez par une lettre, pas par un signe comme = ou +."))


def without_link(form: Any, field: Field) -> None:
    """Validator: advertises nothing. Names and towns travel in mails to people who did not ask for them."""
    if holds_a_link(field.data or ""):
        raise ValidationError(_("Sans adresse web, s’il vous plaît."))


def readable(form: Any, field: Field) -> None:
    """Validator: no replacement character (some program on the way lost a letter), and no advertisement."""
    if "\N{REPLACEMENT CHARACTER}" in (field.data or ""):
        raise ValidationError(_("Un caractère n’a pas pu être lu (�). Effacez-le et tapez-le de nouveau."))
    without_link(form, field)


def reachable(form: Any, field: Field) -> None:
    """Validator: an address that our mails can carry: a little less than the standard allows."""
    email_address(form, field)
    try:
        deliverable(field.data)
    except InvalidEmail:
        raise ValidationError(_("Vérifiez ce qui se trouve avant le @.")) from None


def six_digits(form: Any, field: Field) -> None:
    """Validator: as many digits as the code of a mail has, spaces forgiven; a slip costs no try."""
    missing = tokens.CODE_DIGITS - sum(character.isdigit() for character in field.data or "")
    if missing > 0:
        raise ValidationError(ngettext("Il manque un chiffre.", "Il manque %(num)s chiffres.", missing))
    if missing < 0:
        raise ValidationError(_("Il y a trop de chiffres : le code en compte six."))


class _Wrapped(TextArea):
    """As tall as what it holds; two lines where the browser does not know how."""

    def __call__(self, field: StringField, **attributes: Any) -> Any:
        return super().__call__(field, **{"rows": 2, "data-whole": True, "data-one-line": True, **attributes})


class LongLine(StringField):
    """One line that is often longer than a telephone is wide, such as a subject: it wraps, and is read whole.

    Its filter is `line`, for the key Enter makes a new line in what it is typed in.
    """

    widget = _Wrapped()


class TextForm(FlaskForm):
    """A form without files: whatever is uploaded to it is not looked at."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted, and only that."""
            if formdata is _Auto:
                return request.form if form.is_submitted() else None
            return formdata

        @property
        def locales(self) -> list[str]:
            return [locale()]

        def get_translations(self, form: Any) -> Any:
            """What WTForms says by itself, kept by language; Flask-WTF would read the file again for each request."""
            return DefaultMeta.get_translations(self, form)


class WatchedForm(TextForm):
    """A form of the public site: a field that only robots fill, and the time at which the page was opened."""

    website = StringField(filters=[line])
    opened = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.opened.data = tokens.sign(OPENED, int(now().timestamp()))

    @property
    def is_from_a_robot(self) -> bool:
        """Whether the hidden field was filled."""
        return bool(self.website.data)

    @property
    def looks(self) -> Suspicion | None:
        """What the form itself tells, before anything is counted."""
        return Suspicion.ROBOT if self.is_from_a_robot else Suspicion.HASTE if self.is_hasty else None

    @property
    def is_hasty(self) -> bool:
        """Whether nobody could have typed that fast. A form may stay open for days."""
        try:
            opened = tokens.read(OPENED, self.opened.data or "", max_age=10 * 365 * 86400)
        except (tokens.LinkInvalid, tokens.LinkExpired):
            return True
        return not isinstance(opened, int) or now().timestamp() - opened < HASTE_S


def changes_language() -> bool:
    """Whether this form was sent by the button of the other language: to be shown again there, just as it stands."""
    return CHANGE_OF_LANGUAGE in request.form


class CodeForm(TextForm):
    """The six digits of a mail."""

    code = StringField(
        _l("Code à six chiffres"),
        filters=[line],
        validators=[DataRequired(_l("Tapez les six chiffres du courriel.")), six_digits],
    )

    def refuse(self) -> None:
        """One sentence for all: how many tries are left would tell a first form from a repeat."""
        self.code.errors = [
            _("Ce n’est pas le bon code, ou il y a eu trop d’essais : ouvrez alors le lien du courriel.")
        ]


class ResendForm(TextForm):
    """The address to which the links of lost mails are sent again."""

    email = EmailField(
        _l("Votre courriel"),
        filters=[line],
        validators=[DataRequired(_l("Écrivez votre adresse courriel.")), reachable],
    )


def _email_words(problem: EmailProblem) -> str:
    return {
        EmailProblem.EMPTY: _("Écrivez votre adresse courriel."),
        EmailProblem.NO_AT_SIGN: _("Il manque le @ dans l’adresse."),
        EmailProblem.LOCAL_PART: _("Vérifiez ce qui se trouve avant le @."),
        EmailProblem.DOMAIN: _("Vérifiez ce qui se trouve après le @."),
        EmailProblem.TOO_LONG: _("Cette adresse est trop longue."),
        EmailProblem.NEEDS_SMTPUTF8: _(
            "Une adresse avec des accents avant le @ ne peut pas être jointe d’ici : donnez-en une autre."
        ),
    }[problem]
