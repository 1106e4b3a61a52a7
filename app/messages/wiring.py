"""What messages hook up at start: what each delivery asks before it leaves, and who hears of one that failed."""

from __future__ import annotations

from flask import Flask

from app.deliveries import service as deliveries
from app.messages import failing, service
from app.messages.models import TO_OFFICIAL, TO_REMIND, TO_SUPPORTER


def init_app(app: Flask) -> None:
    deliveries.register_guard(TO_OFFICIAL, service.refusal_to_official)
    deliveries.register_digest(TO_OFFICIAL, service.digest)
    deliveries.register_guard(TO_SUPPORTER, service.refusal_to_supporter)
    deliveries.register_guard(TO_REMIND, service.why_a_reminder_must_not_leave)
    deliveries.register_outcome(TO_OFFICIAL, failing.tell_failed)
