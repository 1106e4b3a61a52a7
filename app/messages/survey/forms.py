"""What came of each official: one choice, and the words of the answer for whoever wants to pass them on."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import RadioField, TextAreaField

from app.core.fields import TextForm, paragraphs
from app.core.language import gettext as _
from app.core.language import lazy_gettext as _l
from app.core.validators import AtMost
from app.messages.survey import service
from app.messages.survey.models import Reply
from app.messages.survey.service import Answer, Asked

LONGEST_WORDS = 4000


class AnswersForm(TextForm):
    """A pair of fields for each official of the message; see `answers_form`."""

    asked: Asked

    def pairs(self) -> list[tuple[Any, Any, Any]]:
        """Each recipient, with its two fields."""
        return [
            (recipient, self[f"reply_{place}"], self[f"words_{place}"])
            for recipient, place in zip(self.asked.recipients, self.asked.places, strict=True)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be said of somebody, and only what the page offers."""
        is_right = super().validate(extra_validators)
        said = {_chosen(reply) for _recipient, reply, _words in self.pairs()} - {""}
        if not said or not said <= {reply.value for reply in Reply}:
            self.pairs()[0][1].errors = [_("Choisissez ce qui s’est passé.")]
            return False
        return bool(is_right)

    @property
    def given(self) -> dict[uuid.UUID, Answer]:
        """What was chosen, by recipient."""
        return {
            recipient.id: Answer(Reply(_chosen(reply)), words.data or "")
            for recipient, reply, words in self.pairs()
            if _chosen(reply) in set(Reply)
        }


def _chosen(reply: RadioField) -> str:
    """What was sent, and not what had been said before: the form is filled with it."""
    return str(reply.raw_data[0]) if reply.raw_data else ""


def answers_form(asked: Asked) -> AnswersForm:
    """With what was said before."""
    fields: dict[str, Any] = {"asked": asked}
    data: dict[str, Any] = {}
    for recipient, place in zip(asked.recipients, asked.places, strict=True):
        asks = _("%(name)s : avez-vous reçu une réponse?", name=recipient.mandate.official.name)
        fields[f"reply_{place}"] = RadioField(asks, validate_choice=False)
        fields[f"words_{place}"] = TextAreaField(
            _l("Ce qui vous a été répondu"), filters=[paragraphs], validators=[AtMost(LONGEST_WORDS)]
        )
        given = asked.answers.get(recipient.id)
        if given is not None:
            data |= {f"reply_{place}": given.reply.value, f"words_{place}": given.words.words if given.words else ""}
    form: AnswersForm = type("AnswersOfMessage", (AnswersForm,), fields)(data=data)
    for _recipient, reply, _words in form.pairs():
        reply.choices = [(one.value, service.reply_in_words(one)) for one in Reply]
    return form
