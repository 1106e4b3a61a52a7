"""The form of a message for whoever receives it: one subject and one text a variant; an organization's has its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import DateField, RadioField, SelectField, StringField

from app.core.fields import TextForm, line, name_of_somebody, paragraphs, readable
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost, Filled, OneOf
from app.messages.drafting import InTheNameOf, Text
from app.messages.forms import LONGEST_NAME, WriteForm, message_field, subject_field
from app.organizations import service as organizations
from app.organizations.models import Authority, Organization
from app.territory import service as territory

KEPT = "kept"  # hidden: what was written for somebody who no longer receives it
_ANSWER = _l("Choisissez une réponse; les trois permettent d’écrire.")


class VariantsOfMessage(WriteForm):
    """As many texts as there are variants among the recipients."""

    variants: tuple[str, ...] = ("",)

    @property
    def texts(self) -> dict[str, Text]:
        """What was written, by variant."""
        return {name: Text(self[_subject(name)].data or "", self[_body(name)].data or "") for name in self.variants}

    def offer(self, texts: dict[str, tuple[str, str]]) -> None:
        """The words of the campaign, or those carried over from the other language."""
        for name, (subject, body) in texts.items():
            self[_subject(name)].data, self[_body(name)].data = subject, body

    @property
    def unread(self) -> list[str]:
        """The variants that the page did not show when it was opened: an answer was noted since, or a rule changed."""
        return [name for name in self.variants if _body(name) not in request.form]

    @property
    def showed_a_text(self) -> bool:
        return any(name.startswith("body") for name in request.form)

    def left_over(self, ready: dict[str, tuple[str, str]], *, is_anybody_there: bool) -> list[str]:
        """Words of one's own for a variant that nobody receives any more, and those kept from an earlier page."""
        found = request.form.getlist(KEPT)
        for name, as_it_came in ready.items():
            if name not in self.variants or not is_anybody_there:
                typed = [paragraphs(request.form.get(field)) or "" for field in (_subject(name), _body(name))]
                if any(typed) and _said(*typed) != _said(*as_it_came):
                    found.append("\n\n".join(filter(None, typed)))
        if not is_anybody_there:
            found.append(self.personal_line.data or "")
        return list(dict.fromkeys(words for words in found if words.strip()))

    def fields_of(self, variant: str) -> tuple[Any, Any]:
        return self[_subject(variant)], self[_body(variant)]


class LetterForm(VariantsOfMessage):
    """The letter of an organization: who writes for it, and by what right. Its name and its town are the register's."""

    title = StringField(
        _l("Votre fonction"),
        filters=[line],
        validators=[
            Filled(_l("Écrivez votre fonction : coordination, direction, présidence…")),
            AtMost(LONGEST_NAME),
            readable,
            name_of_somebody,
        ],
    )
    authority = RadioField(
        _l("Le conseil d’administration est-il d’accord?"),
        validate_choice=False,
        validators=[Filled(_ANSWER), OneOf(_ANSWER)],
    )
    authority_on = DateField(_l("Date de la réunion"), validators=[organizations.meeting_of_the_board])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.city, self.wants_news, self.quotes_line
        self.authority.choices = organizations.answers_of_the_board(_("Non, ou je ne sais pas"))
        self.personal_line.label.text = _("Une phrase de votre organisme")

    def in_the_name_of(self, organization: Organization) -> InTheNameOf:
        """Once valid."""
        on: date | None = self.authority_on.data
        return InTheNameOf(organization, self.title.data or "", Authority(self.authority.data), on)


class OrganizationForm(TextForm):
    """Which organization of the register writes."""

    organization = StringField(
        _l("Nom de l’organisme"),
        filters=[line],
        validators=[Filled(_l("Écrivez le nom de votre organisme.")), AtMost(300)],
    )
    region = SelectField(
        _l("Région administrative"),
        validate_choice=False,
        validators=[
            Filled(_l("Choisissez la région de votre organisme.")),
            OneOf(_l("Choisissez une région de la liste.")),
        ],
    )
    city = StringField(_l("Municipalité"), filters=[line], validators=[AtMost(LONGEST_NAME)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(region.code, region.name) for region in territory.regions()]
        self.region.choices = [("", _("Choisissez…")), *regions]


def write_form(variants: Sequence[str], *, is_letter: bool = False) -> VariantsOfMessage:
    """The form for these variants, in which the first text is that of the first recipient."""
    base = LetterForm if is_letter else VariantsOfMessage
    fields: dict[str, Any] = {"variants": tuple(variants)}
    for name in variants:
        if name:
            fields |= {_subject(name): subject_field(), _body(name): message_field()}
    form: VariantsOfMessage = type(base.__name__, (base,), fields)()
    if "" not in variants:
        del form["subject"], form["body"]
    return form


def _said(subject: str, body: str) -> list[str]:
    return f"{subject} {body}".split()


def _subject(variant: str) -> str:
    return _named("subject", variant)


def _body(variant: str) -> str:
    return _named("body", variant)


def _named(field: str, variant: str) -> str:
    return "_".join(part for part in (field, re.sub(r"\W", "_", variant)) if part)
