"""What messages hook up at start: what each delivery asks before it leaves."""

from __future__ import annotations

from flask import Flask

from app.deliveries import service as deliveries
from app.messages import service


def init_app(app: Flask) -> None:
    deliveries.register_guard("message", service.why_a_mail_must_not_leave)
