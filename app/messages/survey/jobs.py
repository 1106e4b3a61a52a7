"""Background work of the survey."""

from __future__ import annotations

from app.messages.survey import service


def ask_those_due() -> None:
    """Every hour: those whose message arrived two weeks ago, and who agreed to be asked."""
    service.ask_those_due()


def forget_words() -> None:
    """Every day: what was passed on more than three months ago."""
    service.forget_words()
