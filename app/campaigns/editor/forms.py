"""A part of a campaign as a form: reads a bundle into its fields, and gives the bundle back, edited."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any, Self

from wtforms import BooleanField, ColorField, HiddenField, RadioField
from wtforms.validators import Regexp, ValidationError

from app.campaigns.bundle import COLOUR, Bundle
from app.campaigns.editor.fields import Day, Milestones, not_before_it_opens
from app.consents.models import Purpose
from app.core.fields import TextForm, line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import OneOf

LIST_WORDS = ("cosignataires", "co-signataires")
CHOOSE = _l("Choisissez une réponse.")


class PartForm(TextForm):
    """One part of a campaign. `seen` is what the campaign said when the page was opened."""

    seen = HiddenField()

    @classmethod
    @abstractmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        """The form with what was just sent, else with what the bundle says."""

    @abstractmethod
    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        """The bundle with what is in the fields."""


def with_words(bundle: Bundle, locale: str, **changed: Any) -> Bundle:
    """The bundle with other words in that language."""
    return replace(bundle, words={**bundle.words, locale: replace(bundle.words[locale], **changed)})


def as_file(text: str | None) -> str:
    """A text as a file of a bundle ends: with one line break."""
    return (text or "").strip() + "\n"


class SettingsForm(PartForm):
    """Colour, dates, actions, and how the list is printed."""

    colour = ColorField(
        _l("Couleur"), filters=[line], validators=[Regexp(COLOUR, message=_l("Une couleur s’écrit comme #d13a17."))]
    )
    opens_on = Day(_l("Premier jour"))
    closes_on = Day(_l("Dernier jour"), validators=[not_before_it_opens])
    takes_cosignatures = BooleanField(_l("Des organismes cosignent la lettre"))
    takes_messages = BooleanField(_l("Des personnes écrivent"))
    takes_endorsements = BooleanField(
        _l("On peut appuyer sans cosigner : villes, syndicats, personnes élues, personnes")
    )
    list_word = RadioField(_l("Le mot de la liste"), validate_choice=False, validators=[OneOf(CHOOSE)])
    list_preset = RadioField(_l("Présentation de la liste"), validate_choice=False, validators=[OneOf(CHOOSE)])
    sorts_with_article = BooleanField(_l("Classer avec l’article (« La Maison » à L)"))
    puts_table_first = BooleanField(_l("Mettre la table régionale en tête de sa région"))
    puts_national_last = BooleanField(_l("Mettre « National » après les régions"))
    shows_city = BooleanField(_l("Montrer la municipalité à côté du nom, sur la page et dans le HTML"))
    shows_paper = BooleanField(_l("Dire aussi, à part, combien d’organismes ont signé sur papier"))
    milestones = Milestones(_l("Paliers de la barre de progression"))

    can_take_endorsements = True
    has_recipients = True

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        form = cls(data={key: getattr(bundle, key) for key in _SETTINGS})
        form.list_word.choices = [(word, word) for word in LIST_WORDS]
        form.list_preset.choices = [
            ("soigne", _("Soignée : nombres groupés, espaces de l’OQLF, « 01 – Bas-Saint-Laurent (75) »")),
            ("fidele", _("Fidèle : comme la liste publiée en 2024")),
        ]
        form.can_take_endorsements = not _ENDORSING - bundle.words["fr"].consents.keys()
        form.has_recipients = bool(bundle.recipient_rules)
        return form

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        return replace(bundle, **{key: self[key].data for key in _SETTINGS if not self[key].errors})

    def validate_takes_endorsements(self, field: BooleanField) -> None:
        if field.data and not self.can_take_endorsements:
            raise ValidationError(
                _("Écrivez d’abord, dans « Les avis », l’avis à qui appuie et sa case de publication.")
            )

    def validate_takes_messages(self, field: BooleanField) -> None:
        if field.data and not self.has_recipients:
            raise ValidationError(_("Choisissez d’abord à qui l’on écrit, dans « Les destinataires »."))


_SETTINGS = (
    "colour", "opens_on", "closes_on", "takes_cosignatures", "takes_messages", "takes_endorsements", "list_word",
    "list_preset", "sorts_with_article", "puts_table_first", "puts_national_last", "shows_city", "shows_paper",
    "milestones",
)  # fmt: skip


_ENDORSING = {Purpose.NOTICE_ENDORSE, Purpose.PUBLISH_ENDORSEMENT}
