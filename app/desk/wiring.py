"""Entries of the rail, with how many decisions wait; the alarm of domains that refuse us."""

from __future__ import annotations

from flask import Flask

from app.accounts.models import TERRITORY_EDIT
from app.core import navigation
from app.core.language import lazy_gettext as _l
from app.cosignatures import service as cosignatures
from app.deliveries import service as deliveries
from app.desk.deliveries import mails, service


def init_app(app: Flask) -> None:
    navigation.register("desk.front", _l("Mon bureau"), "desk", count=cosignatures.waiting, place=navigation.FIRST)
    navigation.register("mail_desk.overview", _l("Courriels"), "mail.manage", count=service.mail_to_decide)
    navigation.register("territory.overview", _l("Territoire"), TERRITORY_EDIT)
    deliveries.register_breaker_alarm("staff", mails.tell_staff)
