"""A part of a campaign as a form: reads a bundle into its fields, and gives the bundle back, edited."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any, Self

from wtforms import BooleanField, ColorField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.campaigns.bundle import COLOUR, Bundle
from app.campaigns.editor.fields import Day, Milestones, not_before_it_opens
from app.consents.models import Purpose
from app.core.fields import TextForm, line
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import OneOf
from app.officials import service as officials

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
    """Colour, dates, actions, recipients, and how the list is printed."""

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
    rules = SelectMultipleField(
        _l("À qui les messages sont envoyés"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
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

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        form = cls(data={key: getattr(bundle, key) for key in _SETTINGS} | {"rules": bundle.recipient_rules})
        named = dict.fromkeys([*bundle.recipient_rules, *_rules()])  # those in force keep their order
        form.list_word.choices = [(word, word) for word in LIST_WORDS]
        form.list_preset.choices = [
            ("soigne", _("Soignée : nombres groupés, espaces de l’OQLF, « 01 – Bas-Saint-Laurent (75) »")),
            ("fidele", _("Fidèle : comme la liste publiée en 2024")),
        ]
        form.can_take_endorsements = not _ENDORSING - bundle.words["fr"].consents.keys()
        form.rules.choices = [(rule, _rule_in_words(rule)) for rule in named]
        return form

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        known = [choice[0] for choice in self.rules.choices or ()]
        return replace(
            bundle,
            **{key: self[key].data for key in _SETTINGS if not self[key].errors},
            recipient_rules=[rule for rule in known if rule in (self.rules.data or [])],
        )

    def validate_takes_endorsements(self, field: BooleanField) -> None:
        if field.data and not self.can_take_endorsements:
            raise ValidationError(
                _("Écrivez d’abord, dans « Les avis », l’avis à qui appuie et sa case de publication.")
            )

    def validate_rules(self, field: SelectMultipleField) -> None:
        if self.takes_messages.data and not field.data:
            raise ValidationError(_("Choisissez au moins une personne à qui écrire."))


_SETTINGS = (
    "colour", "opens_on", "closes_on", "takes_cosignatures", "takes_messages", "takes_endorsements", "list_word",
    "list_preset", "sorts_with_article", "puts_table_first", "puts_national_last", "shows_city", "shows_paper",
    "milestones",
)  # fmt: skip


_ENDORSING = {Purpose.NOTICE_ENDORSE, Purpose.PUBLISH_ENDORSEMENT}


def _rules() -> list[str]:
    return ["mna_of_riding", *(f"minister:{portfolio}" for portfolio in officials.PORTFOLIOS)]


def _rule_in_words(rule: str) -> str:
    named = {
        "mna_of_riding": _("La députée ou le député de la circonscription"),
        "minister:social-services": _("La ou le ministre responsable des Services sociaux"),
        "minister:health": _("La ou le ministre de la Santé"),
        "minister:finance": _("La ou le ministre des Finances"),
        "minister:treasury": _("La présidente ou le président du Conseil du trésor"),
    }
    return named.get(rule) or _("La liste fixe « %(name)s »", name=rule.partition(":")[2])
