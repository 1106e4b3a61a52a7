"""Answers in words, in the language of the page."""

from __future__ import annotations

from app.core.language import gettext as _
from app.messages.survey.models import Reply


def reply_in_words(reply: Reply) -> str:
    return {
        Reply.NONE: _("Pas encore de réponse"),
        Reply.SUPPORTS: _("Une réponse : elle appuie la demande"),
        Reply.REFUSES: _("Une réponse : elle refuse"),
        Reply.ACKNOWLEDGEMENT: _("Un accusé de réception seulement"),
        Reply.OTHER: _("Une autre réponse"),
    }[reply]
