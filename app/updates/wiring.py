"""What news hook up at start: what each of their mails asks before it leaves."""

from __future__ import annotations

from flask import Flask

from app.deliveries import service as deliveries
from app.updates import service


def init_app(app: Flask) -> None:
    deliveries.register_guard(service.GUARD, service.why_an_update_must_not_leave)
