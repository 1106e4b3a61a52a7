"""The door of the survey: everything that its pages and jobs may ask."""

from __future__ import annotations

from app.messages.survey.answering import Answer, Asked, answer, asked, stop, title_of
from app.messages.survey.asking import ask_those_due, why_a_question_must_not_leave
from app.messages.survey.forgetting import forget_words
from app.messages.survey.mails import GUARD
from app.messages.survey.reading import Replies, Totals, make_commitment, replies_of, totals
from app.messages.survey.words import reply_in_words

__all__ = [
    "GUARD",
    "Answer",
    "Asked",
    "Replies",
    "Totals",
    "answer",
    "ask_those_due",
    "asked",
    "forget_words",
    "make_commitment",
    "replies_of",
    "reply_in_words",
    "stop",
    "title_of",
    "totals",
    "why_a_question_must_not_leave",
]
