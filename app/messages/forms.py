"""What a supporter types: where they live, then the message. Cleaned on entry, never corrected, nothing lost."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.fields import (
    LongLine,
    TextForm,
    WatchedForm,
    email_address,
    line,
    name_of_somebody,
    paragraphs,
    without_link,
)
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost
from app.messages.models import LookupMethod
from app.territory.models import Riding

LONGEST_SUBJECT = 150
LONGEST_SENTENCE = 400
LONGEST_MESSAGE = 6000
LONGEST_NAME = 100


class LookupForm(TextForm):
    """One field for a postal code or a municipality; the list of ridings for whoever knows theirs."""

    place = StringField(
        _l("Code postal ou municipalité"),
        filters=[line],
        validators=[Length(max=LONGEST_NAME, message=_l("Ce nom est trop long : 100 caractères au plus."))],
    )
    riding = SelectField(_l("Ma circonscription"), validate_choice=False)
    via = HiddenField(filters=[line])

    def offer(self, ridings: list[Riding]) -> None:
        self.riding.choices = [("", _l("Choisir dans la liste")), *((one.slug, one.name) for one in ridings)]


class NewsForm(TextForm):
    """Whether whoever wrote wants the news of the campaign, to be changed at any time."""

    news = BooleanField()


def subject_field() -> LongLine:
    """The subject of a message."""
    return LongLine(
        _l("Objet"),
        filters=[line],
        validators=[
            DataRequired(_l("Donnez un objet à votre message.")),
            AtMost(LONGEST_SUBJECT),
        ],
    )


def message_field() -> TextAreaField:
    """The words of a message."""
    return TextAreaField(
        _l("Votre message"),
        filters=[paragraphs],
        validators=[
            DataRequired(_l("Il n’y a plus rien dans le message.")),
            AtMost(LONGEST_MESSAGE),
        ],
    )


class WriteForm(WatchedForm):
    """The message and who writes it."""

    subject = subject_field()
    personal_line = TextAreaField(
        _l("Votre phrase à vous"),
        filters=[line],
        validators=[Length(max=LONGEST_SENTENCE, message=_l("Cette phrase est trop longue : 400 caractères au plus."))],
    )
    body = message_field()
    name = StringField(
        _l("Prénom et nom"),
        filters=[line],
        validators=[
            DataRequired(_l("Écrivez votre prénom et votre nom.")),
            Length(max=LONGEST_NAME, message=_l("Ce nom est trop long : 100 caractères au plus.")),
            name_of_somebody,
            without_link,
        ],
    )
    email = StringField(
        _l("Courriel"),
        filters=[line],
        validators=[DataRequired(_l("Écrivez votre adresse courriel.")), email_address],
    )
    city = StringField(
        _l("Municipalité"),
        filters=[line],
        validators=[
            DataRequired(_l("Écrivez le nom de votre municipalité.")),
            Length(max=LONGEST_NAME, message=_l("Ce nom est trop long : 100 caractères au plus.")),
            name_of_somebody,
            without_link,
        ],
    )
    wants_copy = BooleanField(_l("M’envoyer une copie de mon message"))
    wants_news = BooleanField()
    quotes_line = BooleanField()
    agrees_to_survey = BooleanField()
    method = HiddenField(default=LookupMethod.RIDING.value)
    rules = HiddenField(filters=[line])  # whom the page showed
    via = HiddenField(filters=[line])

    @property
    def lookup_method(self) -> LookupMethod:
        """How the riding was found; whoever altered it chose in the list."""
        known = {method.value: method for method in LookupMethod}
        return known.get(self.method.data or "", LookupMethod.RIDING)
