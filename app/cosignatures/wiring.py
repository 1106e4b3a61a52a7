"""What cosignatures hook up at start: the guard of their mails, the marks of the type-ahead, the rail of the desk."""

from __future__ import annotations

from flask import Flask

from app.core import navigation
from app.core.language import lazy_gettext as _l
from app.cosignatures import service
from app.deliveries import service as deliveries
from app.organizations import service as organizations


def init_app(app: Flask) -> None:
    deliveries.register_guard("cosignature", service.why_a_mail_must_not_leave)
    organizations.register_public_lists(service.on_public_list)
    organizations.register_published(service.is_published)
    navigation.register(
        "cosignatures_staff.desk",
        _l("À valider"),
        "desk",
        count=service.waiting,
        place=navigation.FIRST,
    )
