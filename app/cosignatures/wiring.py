"""What cosignatures hook up at start: the guard of their mails, the type-ahead, and what follows the register."""

from __future__ import annotations

from flask import Flask

from app.campaigns import service as campaigns
from app.cosignatures import mails, service
from app.cosignatures.acts import merging
from app.deliveries import service as deliveries
from app.organizations import service as organizations


def init_app(app: Flask) -> None:
    campaigns.count_signatures_with(service.signed_count)
    deliveries.register_guard(mails.OF_COSIGNATURE, service.why_a_mail_must_not_leave)
    deliveries.register_guard(mails.OF_REMINDER, service.why_a_reminder_must_not_leave)
    deliveries.register_guard(mails.OF_AGREEMENT, service.why_a_question_must_not_leave)
    organizations.register_public_lists(any_list=service.is_published, listed_of=service.listed)
    organizations.register_followers(merging)
