"""Somebody writes, confirms by e-mail, and may take back what has not left. What the pages and jobs ask.

`write(draft, looks=…, ip=…)`, `confirm(message_id)`, `withdraw(message_id)`: each in one unit of work.
"""

from __future__ import annotations

from app.messages.choosing import choose_news, news_wording, wants_news
from app.messages.confirming import Outcome, confirm, confirm_by_code, find, resend
from app.messages.deciding import DECIDE, ToLookAt, let_go_domain, refuse_domain, to_look_at
from app.messages.deciding import let_go as let_go_set_aside
from app.messages.deciding import refuse as refuse_set_aside
from app.messages.drafting import Draft, carried_over, count_organizations_with, ready_text, town_of
from app.messages.elections import Paused
from app.messages.elections import cancel as cancel_after_election
from app.messages.elections import paused as paused_by_election
from app.messages.elections import resume as resume_after_election
from app.messages.excerpts import Quote, quoted, quotes, to_read, wrote_to
from app.messages.excerpts import read as read_excerpt
from app.messages.excerpts import take_back as take_back_excerpt
from app.messages.failing import own_text
from app.messages.figures import Figures, figures
from app.messages.forgetting import forget_supporters, forget_unconfirmed
from app.messages.gathering import digest
from app.messages.letterheads import found_in_register, organization_of, organizations_may_write, places_of, table_name
from app.messages.lookup import Found, Place, Problem, by_riding, look_up
from app.messages.originality import is_as_it_came
from app.messages.outgoing import refusal_to_official, refusal_to_supporter
from app.messages.progress import Progress, finish_delivered, is_over_in_vain, progress, waits_in_words
from app.messages.recipients import Recipients, recipients_of, still_of
from app.messages.reminding import remind_unconfirmed, why_a_reminder_must_not_leave
from app.messages.vacancies import send_to_newcomers
from app.messages.verdicts import Release, release, set_aside
from app.messages.withdrawing import can_withdraw, withdraw
from app.messages.writing import not_written_to, preview, sender_of, waiting_in_words, write

__all__ = [
    "DECIDE",
    "Draft",
    "Figures",
    "Found",
    "Outcome",
    "Paused",
    "Place",
    "Problem",
    "Progress",
    "Quote",
    "Recipients",
    "Release",
    "ToLookAt",
    "by_riding",
    "can_withdraw",
    "cancel_after_election",
    "carried_over",
    "choose_news",
    "confirm",
    "confirm_by_code",
    "count_organizations_with",
    "digest",
    "figures",
    "find",
    "finish_delivered",
    "forget_supporters",
    "forget_unconfirmed",
    "found_in_register",
    "is_as_it_came",
    "is_over_in_vain",
    "let_go_domain",
    "let_go_set_aside",
    "look_up",
    "news_wording",
    "not_written_to",
    "organization_of",
    "organizations_may_write",
    "own_text",
    "paused_by_election",
    "places_of",
    "preview",
    "progress",
    "quoted",
    "quotes",
    "read_excerpt",
    "ready_text",
    "recipients_of",
    "refusal_to_official",
    "refusal_to_supporter",
    "refuse_domain",
    "refuse_set_aside",
    "release",
    "remind_unconfirmed",
    "resend",
    "resume_after_election",
    "send_to_newcomers",
    "sender_of",
    "set_aside",
    "still_of",
    "table_name",
    "take_back_excerpt",
    "to_look_at",
    "to_read",
    "town_of",
    "waiting_in_words",
    "waits_in_words",
    "wants_news",
    "why_a_reminder_must_not_leave",
    "withdraw",
    "write",
    "wrote_to",
]
