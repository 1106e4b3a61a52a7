"""The words that somebody passed on are not kept for long; what remains counts."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.core import audit
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.messages.survey.models import SurveyWords

KEPT_WORDS = timedelta(days=90)


def forget_words() -> int:
    """Every day: the words of more than three months ago. How many; those of a person who is forgotten are gone."""
    old = sa.delete(SurveyWords).where(SurveyWords.written_at < now() - KEPT_WORDS)
    with unit_of_work():
        forgotten = len(db.session.scalars(old.returning(SurveyWords.answer_id)).all())
        if forgotten:
            audit.record("messages.survey_words_destroyed", "messages", messages=forgotten)
    return forgotten
