"""The page in the rail, and the alarm of deliveries."""

from __future__ import annotations

from flask import Flask

from app.core import navigation
from app.core.language import lazy_gettext as _l
from app.deliveries import service as deliveries
from app.desk.returns import mails


def init_app(app: Flask) -> None:
    navigation.register("returns.front", _l("Courriels revenus"), "cosignatures.read")
    deliveries.register_alarm("staff", mails.tell_staff)
