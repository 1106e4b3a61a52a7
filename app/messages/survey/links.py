"""The two links of the mail: to answer, and to be asked nothing more. Neither opens the message."""

from __future__ import annotations

from datetime import timedelta

from app.core.personal_links import FOR_YEARS, PersonalLink

ANSWER = PersonalLink("message.survey", "survey.answer", timedelta(days=60))
STOP = PersonalLink("message.survey_stop", "survey.stop", FOR_YEARS)
