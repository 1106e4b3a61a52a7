"""What endorsements hook up at start: what each of their mails asks before it leaves."""

from __future__ import annotations

from flask import Flask

from app.deliveries import service as deliveries
from app.endorsements import service
from app.endorsements.mails import GUARD


def init_app(app: Flask) -> None:
    deliveries.register_guard(GUARD, service.why_a_mail_must_not_leave)
