"""To whom a campaign writes, whom it leaves out, and what becomes of a message to a vacant office."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.campaigns import traits
from app.campaigns.bundle import Bundle
from app.campaigns.editor import recipient_words as words
from app.campaigns.editor.forms import CHOOSE, PartForm
from app.campaigns.recipients import WAIT
from app.core.fields import paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, OneOf
from app.officials import service as officials
from app.officials.models import Office

PERSON = "person:"


def _boxes(label: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )


class RecipientsForm(PartForm):
    """Names of rules and of traits, in the words of the editor."""

    rules = _boxes(_l("À qui les messages sont envoyés"))
    exclusions = _boxes(_l("À qui on n’écrit pas"))
    persons = TextAreaField(
        _l("Personnes à qui on n’écrit pas, une par ligne"), filters=[paragraphs], validators=[AtMost(2_000)]
    )
    when_vacant = SelectField(
        _l("Quand un siège est vacant, ou que l’adresse manque"), validate_choice=False, validators=[OneOf(CHOOSE)]
    )
    takes_messages: bool = False
    known: dict[str, str]

    @classmethod
    def of(cls, bundle: Bundle, locale: str) -> Self:
        in_office = officials.in_office(offices=tuple(Office))
        known = words.persons(in_office)
        left_out = [name.removeprefix(PERSON) for name in bundle.exclusions if name.startswith(PERSON)]
        form = cls(
            data={
                "rules": bundle.recipient_rules,
                "exclusions": bundle.exclusions,
                "persons": "\n".join(known.get(key, key) for key in left_out),
                "when_vacant": bundle.when_vacant,
            }
        )
        form.takes_messages, form.known = bundle.takes_messages, known
        rules = dict.fromkeys([*bundle.recipient_rules, *words.rules(in_office)])  # those in force keep their order
        form.rules.choices = [(rule, words.rule_in_words(rule, in_office)) for rule in rules]
        wanted = [name for name in bundle.exclusions if not name.startswith(PERSON)]
        traits_offered = dict.fromkeys([*wanted, *words.exclusions(in_office)])
        form.exclusions.choices = [(name, words.trait_in_words(name, in_office)) for name in traits_offered]
        instead = dict.fromkeys(name for name in (bundle.when_vacant, *rules) if name not in ("", WAIT))
        form.when_vacant.choices = [
            ("", _("On écrit aux autres, et on le dit avant que la personne écrive")),
            (WAIT, _("Le message attend, et part quand quelqu’un occupe le siège")),
            *((rule, _("On écrit plutôt à : %(whom)s", whom=words.rule_in_words(rule, in_office))) for rule in instead),
        ]
        return form

    def edited(self, bundle: Bundle, locale: str) -> Bundle:
        offered = [choice[0] for choice in self.exclusions.choices or ()]
        persons = [f"{PERSON}{key}" for key in dict.fromkeys(self._persons())]
        return replace(
            bundle,
            recipient_rules=[c[0] for c in self.rules.choices or () if c[0] in (self.rules.data or [])],
            exclusions=[name for name in offered if name in (self.exclusions.data or [])] + persons,
            when_vacant=self.when_vacant.data or "",
        )

    def validate_rules(self, field: SelectMultipleField) -> None:
        if self.takes_messages and not field.data:
            raise ValidationError(_("Choisissez au moins une personne à qui écrire."))

    def validate_persons(self, field: TextAreaField) -> None:
        unknown = [line for line in (field.data or "").splitlines() if line and traits.key_of(line) not in self.known]
        if unknown:
            raise ValidationError(_("Personne de ce nom n’est en fonction : %(name)s", name=unknown[0]))

    def _persons(self) -> list[str]:
        """The keys of those who are known; the others are refused above."""
        typed = (traits.key_of(line) for line in (self.persons.data or "").splitlines())
        return [key for key in typed if key in self.known]
