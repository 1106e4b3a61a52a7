"""The links that a supporter holds."""

from __future__ import annotations

from app.core.personal_links import FOR_YEARS, TO_CONFIRM, PersonalLink

CONFIRM = PersonalLink("message.confirm", "messages.confirm", TO_CONFIRM)
MANAGE = PersonalLink("message.manage", "messages.manage", FOR_YEARS)
WAIT = PersonalLink("message.wait", "messages.wait", TO_CONFIRM)  # for the code; it opens nothing by itself
