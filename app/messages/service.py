"""A supporter writes, confirms by e-mail, and may take back what has not left. What the pages and jobs ask.

`write(draft, looks=…, ip=…)`, `confirm(message_id)`, `withdraw(message_id)`: each in one unit of work.
"""

from __future__ import annotations

from app.messages.confirming import Outcome, confirm, confirm_by_code, find, release, resend, set_aside
from app.messages.drafting import Draft, carried_over, count_organizations_with, ready_text
from app.messages.excerpts import Quote, quoted, quotes, to_read, wrote_to
from app.messages.excerpts import read as read_excerpt
from app.messages.excerpts import take_back as take_back_excerpt
from app.messages.lookup import Place, Problem, by_riding, look_up
from app.messages.outgoing import refusal_to_official, refusal_to_supporter
from app.messages.progress import Progress, finish_delivered, progress
from app.messages.recipients import recipients_of
from app.messages.retention import forget_supporters, forget_unconfirmed
from app.messages.withdrawing import can_withdraw, withdraw
from app.messages.writing import preview, sender_of, write

__all__ = [
    "Draft",
    "Outcome",
    "Place",
    "Problem",
    "Progress",
    "Quote",
    "by_riding",
    "can_withdraw",
    "carried_over",
    "confirm",
    "confirm_by_code",
    "count_organizations_with",
    "find",
    "finish_delivered",
    "forget_supporters",
    "forget_unconfirmed",
    "look_up",
    "preview",
    "progress",
    "quoted",
    "quotes",
    "read_excerpt",
    "ready_text",
    "recipients_of",
    "refusal_to_official",
    "refusal_to_supporter",
    "release",
    "resend",
    "sender_of",
    "set_aside",
    "take_back_excerpt",
    "to_read",
    "withdraw",
    "write",
    "wrote_to",
]
