"""The door of cosignatures: everything that pages, jobs and other features may ask."""

from __future__ import annotations

import uuid

from app.core.database import db
from app.cosignatures.amending import Correction
from app.cosignatures.confirming import confirm, confirm_by_code, resend, to_confirm
from app.cosignatures.deciding import Outcome, decline, reopen, validate, validate_many
from app.cosignatures.desk import (
    Pile,
    Tab,
    may_see,
    names_of_staff,
    one,
    pile,
    regions_of,
    tab_counts,
    waiting,
)
from app.cosignatures.forgetting import forget_signatories_of_closed_campaigns, forget_unconfirmed
from app.cosignatures.listing import (
    LIVE,
    Entry,
    Section,
    Signed,
    containing,
    is_published,
    latest_public,
    on_public_list,
    public_count,
    public_counts,
    public_counts_by_region,
    public_list,
    rank,
    total,
)
from app.cosignatures.managing import choices, choose, correct, of_link, withdraw
from app.cosignatures.models import Cosignature, State
from app.cosignatures.seen import Seen
from app.cosignatures.standing import open_campaign
from app.cosignatures.submitting import Submission, submit

__all__ = [
    "LIVE",
    "Correction",
    "Entry",
    "Outcome",
    "Pile",
    "Section",
    "Seen",
    "Signed",
    "Submission",
    "Tab",
    "choices",
    "choose",
    "confirm",
    "confirm_by_code",
    "containing",
    "correct",
    "decline",
    "forget_signatories_of_closed_campaigns",
    "forget_unconfirmed",
    "is_published",
    "latest_public",
    "may_see",
    "names_of_staff",
    "of_link",
    "on_public_list",
    "one",
    "open_campaign",
    "pile",
    "public_count",
    "public_counts",
    "public_counts_by_region",
    "public_list",
    "rank",
    "regions_of",
    "reopen",
    "resend",
    "submit",
    "tab_counts",
    "to_confirm",
    "total",
    "validate",
    "validate_many",
    "waiting",
    "why_a_mail_must_not_leave",
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
