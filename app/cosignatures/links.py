"""The links that a signatory holds."""

from __future__ import annotations

from app.core.personal_links import FOR_YEARS, TO_CONFIRM, PersonalLink

CONFIRM = PersonalLink("cosignature.confirm", "cosignatures.confirm", TO_CONFIRM)
MANAGE = PersonalLink("cosignature.manage", "cosignatures.manage", FOR_YEARS)
WAIT = PersonalLink("cosignature.wait", "cosignatures.wait", TO_CONFIRM)  # for the code; it opens nothing by itself
BOARD = PersonalLink("cosignature.board", "board_answer.answer", FOR_YEARS)
STOP = PersonalLink("reminder.stop", "reminder_stop.ask", FOR_YEARS)  # names an organization, not a cosignature
