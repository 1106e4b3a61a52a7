"""The links that a signatory holds, and the one that a tablet holds."""

from __future__ import annotations

from datetime import timedelta

from app.core.personal_links import FOR_YEARS, TO_CONFIRM, PersonalLink

CONFIRM = PersonalLink("cosignature.confirm", "cosignatures.confirm", TO_CONFIRM)
MANAGE = PersonalLink("cosignature.manage", "cosignatures.manage", FOR_YEARS)
WAIT = PersonalLink("cosignature.wait", "cosignatures.wait", TO_CONFIRM)  # for the code; it opens nothing by itself
ADDRESS = PersonalLink("cosignature.address", "address.confirm", TO_CONFIRM)  # to the new one: prove that it is yours
NOT_ME = PersonalLink("cosignature.not-me", "address.refuse", TO_CONFIRM)  # to the former one: nobody asked for this
BOARD = PersonalLink("cosignature.board", "board_answer.answer", FOR_YEARS)
KIOSK = PersonalLink("kiosk.sign", "kiosk.sign", timedelta(days=7))  # the row says until when: never that long
AGREEMENT = PersonalLink("cosignature.agreement", "agreement.ask", FOR_YEARS)
STOP = PersonalLink("reminder.stop", "reminder_stop.ask", FOR_YEARS)  # names an organization, not a cosignature
