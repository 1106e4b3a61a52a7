"""The door of cosignatures: everything that pages, jobs and other features may ask."""

from __future__ import annotations

import uuid

from app.core.database import db
from app.cosignatures.amending import Change, Correction
from app.cosignatures.audiences import Audience, LeftOut
from app.cosignatures.confirming import confirm, confirm_by_code, resend, to_confirm, told_state
from app.cosignatures.correcting import (
    Resolution,
    erase_resolution,
    move_to_region,
    note_resolution,
    resolution_of,
)
from app.cosignatures.correcting import correct as correct_by_staff
from app.cosignatures.deciding import Outcome, Reopened, Undone, decline, reopen, reopen_many, validate, validate_many
from app.cosignatures.desk import (
    Pile,
    Tab,
    authority_counts,
    campaign_of,
    found_elsewhere,
    may_see,
    names_of_staff,
    one,
    pile,
    region_names,
    regions_of,
    tab_counts,
    waiting,
)
from app.cosignatures.entering import Received, enter, last_day_to_receive, latest_entries, to_enter
from app.cosignatures.following_up import (
    Call,
    Followed,
    calls,
    calls_due,
    erase_note,
    followed,
    hand_over,
    may_follow,
    note,
    plan_call,
)
from app.cosignatures.forgetting import forget_signatories_of_closed_campaigns, forget_unconfirmed
from app.cosignatures.listing import (
    LIVE,
    Entry,
    Section,
    Signed,
    containing,
    is_on_list,
    is_published,
    latest_public,
    public_count,
    public_counts,
    public_counts_by_region,
    public_list,
    rank,
    total,
)
from app.cosignatures.managing import answer_of_the_board, choices, choose, correct, of_link, signed, withdraw
from app.cosignatures.models import Cosignature, State
from app.cosignatures.reminder_mails import BLANKS, Words
from app.cosignatures.reminding import (
    Sending,
    Sent,
    audience,
    earlier_campaigns,
    is_stopped,
    preview,
    resume,
    send,
    sent,
    stop,
)
from app.cosignatures.reminding_rounds import remind_boards, remind_unconfirmed, why_a_reminder_must_not_leave
from app.cosignatures.seen import Seen
from app.cosignatures.standing import open_campaign, signed_count
from app.cosignatures.submitting import Submission, submit
from app.cosignatures.telling import TakenBack, waits

__all__ = [
    "BLANKS",
    "LIVE",
    "Audience",
    "Call",
    "Change",
    "Correction",
    "Entry",
    "Followed",
    "LeftOut",
    "Outcome",
    "Pile",
    "Received",
    "Reopened",
    "Resolution",
    "Section",
    "Seen",
    "Sending",
    "Sent",
    "Signed",
    "Submission",
    "Tab",
    "TakenBack",
    "Undone",
    "Words",
    "answer_of_the_board",
    "audience",
    "authority_counts",
    "calls",
    "calls_due",
    "campaign_of",
    "choices",
    "choose",
    "confirm",
    "confirm_by_code",
    "containing",
    "correct",
    "correct_by_staff",
    "decline",
    "earlier_campaigns",
    "enter",
    "erase_note",
    "erase_resolution",
    "followed",
    "forget_signatories_of_closed_campaigns",
    "forget_unconfirmed",
    "found_elsewhere",
    "hand_over",
    "is_on_list",
    "is_published",
    "is_stopped",
    "last_day_to_receive",
    "latest_entries",
    "latest_public",
    "may_follow",
    "may_see",
    "move_to_region",
    "names_of_staff",
    "note",
    "note_resolution",
    "of_link",
    "one",
    "open_campaign",
    "pile",
    "plan_call",
    "preview",
    "public_count",
    "public_counts",
    "public_counts_by_region",
    "public_list",
    "rank",
    "region_names",
    "regions_of",
    "remind_boards",
    "remind_unconfirmed",
    "reopen",
    "reopen_many",
    "resend",
    "resolution_of",
    "resume",
    "send",
    "sent",
    "signed",
    "signed_count",
    "stop",
    "submit",
    "tab_counts",
    "to_confirm",
    "to_enter",
    "told_state",
    "total",
    "validate",
    "validate_many",
    "waiting",
    "waits",
    "why_a_mail_must_not_leave",
    "why_a_reminder_must_not_leave",
    "withdraw",
]


def why_a_mail_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before `cosignature:<id>:<state>` leaves: is the cosignature still in that state?"""
    _, key, *expected = guard_key.split(":")
    cosignature = db.session.get(Cosignature, uuid.UUID(key), populate_existing=True)
    if cosignature is None:
        return "gone"
    if cosignature.state is State.WITHDRAWN:
        return "withdrawn"
    if expected and cosignature.state.value != expected[0]:
        return f"now_{cosignature.state.value}"
    return None
