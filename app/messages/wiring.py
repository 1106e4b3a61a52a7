"""What messages hook up at start: what each delivery asks before it leaves."""

from __future__ import annotations

from flask import Flask

from app.deliveries import service as deliveries
from app.messages import service
from app.messages.models import TO_OFFICIAL, TO_SUPPORTER


def init_app(app: Flask) -> None:
    deliveries.register_guard(TO_OFFICIAL, service.refusal_to_official)
    deliveries.register_guard(TO_SUPPORTER, service.refusal_to_supporter)
