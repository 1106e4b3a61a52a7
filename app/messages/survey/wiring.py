"""What the survey hooks up at start: what each of its mails asks before it leaves."""

from __future__ import annotations

from flask import Flask

from app.deliveries import service as deliveries
from app.messages.survey import service


def init_app(app: Flask) -> None:
    deliveries.register_guard(service.GUARD, service.why_a_question_must_not_leave)
