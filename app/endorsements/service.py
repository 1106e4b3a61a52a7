"""The endorsements of a campaign: given, confirmed, looked at by staff, and shown apart from its cosignatures."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.database import db
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.endorsements.deciding import Pile, Tab, decline, one, pile, reopen, tab_counts, validate
from app.endorsements.deciding import correct as correct_by_staff
from app.endorsements.exporting import Purpose, internal
from app.endorsements.forgetting import forget_persons, forget_unconfirmed
from app.endorsements.listing import Group, Named, Support, public_support
from app.endorsements.managing import choices, choose, correct, withdraw
from app.endorsements.models import STANDING, Endorsement, State, Supporting
from app.endorsements.recognizing import Recognized, recognized, without_personal
from app.endorsements.resending import resend
from app.endorsements.submitting import Given, Submission, confirm, confirm_by_code, find, give, submit, to_confirm
from app.endorsements.words import group_in_words, kind_in_words

__all__ = [
    "Given",
    "Group",
    "Named",
    "Pile",
    "Purpose",
    "Recognized",
    "Submission",
    "Support",
    "Supporting",
    "Tab",
    "add",
    "choices",
    "choose",
    "confirm",
    "confirm_by_code",
    "correct",
    "correct_by_staff",
    "counts",
    "decline",
    "find",
    "forget_persons",
    "forget_unconfirmed",
    "give",
    "group_in_words",
    "internal",
    "kind_in_words",
    "of_campaign",
    "one",
    "pile",
    "public_support",
    "recognized",
    "remove",
    "reopen",
    "resend",
    "submit",
    "tab_counts",
    "to_confirm",
    "validate",
    "why_a_mail_must_not_leave",
    "withdraw",
    "without_personal",
]


def add(
    campaign: Campaign,
    kind: Supporting,
    name: str,
    *,
    region_code: str | None = None,
    city: str = "",
    by: uuid.UUID | None = None,
) -> Endorsement:
    """Within or as a unit of work: one that staff bring in, to be validated. Raises ValueError without a name."""
    name = one_line(name)
    if not name:
        raise ValueError("an endorsement has a name")
    at = now()
    endorsement = Endorsement(
        campaign_id=campaign.id, state=State.CONFIRMED, account_id=by, entered_at=at, confirmed_at=at, email_key="",
    )  # fmt: skip
    give(endorsement, Given(kind=kind, name=name, region_code=region_code or "", city=one_line(city), person=""))
    with unit_of_work():
        db.session.add(endorsement)
    return endorsement


def of_campaign(campaign: Campaign) -> list[Endorsement]:
    """Those that stand, by kind, then in alphabetical order."""
    return list(
        db.session.scalars(
            sa.select(Endorsement)
            .where(Endorsement.campaign_id == campaign.id, Endorsement.state.in_(STANDING))
            .order_by(Endorsement.kind, Endorsement.sort_key, Endorsement.id)
        )
    )


def counts(campaign: Campaign) -> Counter[Supporting]:
    """How many of each kind stand, validated or not. Never added to the cosignatures."""
    found = db.session.execute(
        sa.select(Endorsement.kind, sa.func.count())
        .where(Endorsement.campaign_id == campaign.id, Endorsement.state.in_(STANDING))
        .group_by(Endorsement.kind)
    )
    return Counter(dict(found.all()))


def remove(endorsement_ids: Iterable[uuid.UUID]) -> int:
    """Within or as a unit of work: take them back. How many there were."""
    with unit_of_work():
        gone = db.session.execute(sa.delete(Endorsement).where(Endorsement.id.in_(list(endorsement_ids))))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def why_a_mail_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before `endorsement:<id>:<state>` leaves: is it still in that state?"""
    _, key, expected = guard_key.split(":")
    endorsement = db.session.get(Endorsement, uuid.UUID(key), populate_existing=True)
    if endorsement is None:
        return "gone"
    return None if endorsement.state.value == expected else f"now_{endorsement.state.value}"
