"""Reminders that staff send: to each organization at most one a week, never twice the same, never against its stop.

Asking for the page of what is sent twice, or pressing the button twice, changes nothing: the number of the sending is
made with the preview, and the database refuses the second one.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import CampaignClosed
from app.campaigns.models import Campaign
from app.core import audit
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.unit_of_work import unit_of_work
from app.cosignatures.acts.seen import VALIDATE
from app.cosignatures.errors import NobodyToRemind, NoSuchCosignature
from app.cosignatures.models import Reminded, Reminder, ReminderKind, ReminderPace
from app.cosignatures.reminders import audiences
from app.cosignatures.reminders.audiences import ONE_A_WEEK, Audience, LeftOut
from app.cosignatures.reminders.mails import OrganizationMail, Pen, Words
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState

LATEST = 100


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One reminder, as staff ask for it. `id`: made with the preview; `words`: by language, French among them."""

    id: uuid.UUID
    kind: ReminderKind
    region_code: str
    words: Mapping[str, Words]
    members_only: bool = False
    earlier: Campaign | None = None


@dataclass(frozen=True)
class Sent:
    """One sending, and how far its mails have come."""

    reminder: Reminder
    author: str | None  # None: the program
    arrived: int
    waiting: int


def audience(campaign: Campaign, sending: Sending, *, by: Account) -> Audience:
    """Who would get it now.

    Raises NoSuchCosignature for a region that the account does not serve, or another chapter's own campaign.
    """
    codes, asked = by.region_codes(VALIDATE), [campaign, *([sending.earlier] if sending.earlier else [])]
    if codes is not None and sending.region_code not in codes:
        raise NoSuchCosignature
    if not all(campaigns.serves(by, one, sending.region_code, VALIDATE) for one in asked):
        raise NoSuchCosignature
    if sending.earlier is not None:
        return audiences.of_an_earlier_campaign(campaign, sending.earlier, sending.region_code)
    return audiences.of_the_register(campaign, sending.region_code, members_only=sending.members_only)


def send(campaign: Campaign, sending: Sending, *, by: Account) -> Reminder:
    """Write to everybody whom nothing stands against. The same sending again changes nothing.

    Raises CampaignClosed, NobodyToRemind, NoSuchCosignature.
    """
    if not campaign.is_open:
        raise CampaignClosed(campaign=campaign)
    before = _sent_before(sending, by)
    if before is not None:
        return before
    found = audience(campaign, sending, by=by)
    pen = Pen(campaign, sending.words, sending.region_code, sending.id, sending.earlier)
    mails = {one.organization_id: pen.write(one) for one in found.reached}
    try:
        with unit_of_work():
            claimed = claim(sorted(mails))
            if not claimed:
                raise NobodyToRemind
            reminder = _reminder(campaign, sending, found, len(claimed), by)
            db.session.add(reminder)
            db.session.flush()
            for organization_id in sorted(claimed):
                key = f"organization:{organization_id}:{sending.id}"
                db.session.add(Reminded(reminder_id=sending.id, organization_id=organization_id, dedupe_key=key))
                mails[organization_id].send()
            audit.record("reminder.sent", f"campaign:{campaign.id}", by=by.id, kind=sending.kind, reached=len(claimed))
    except IntegrityError:  # the same button, pressed twice at the same instant
        before = _sent_before(sending, by)
        if before is None:
            raise
        return before
    return reminder


def preview(campaign: Campaign, sending: Sending, found: Audience) -> list[OrganizationMail]:
    """The mail that the first of them would get, in each language that somebody reads."""
    pen = Pen(campaign, sending.words, sending.region_code, sending.id, sending.earlier)
    first = {one.locale: one for one in reversed(found.reached)}
    return [pen.write(first[locale]) for locale in ("fr", "en") if locale in first]


def sent(campaign: Campaign, account: Account) -> list[Sent]:
    """What was sent in the account's regions, latest first, with what became of the mails.

    Of a chapter's own campaign, everything: nobody else may open it.
    """
    codes = account.region_codes(VALIDATE) if campaign.chapter_id is None else None
    found = db.session.execute(
        sa.select(Reminder, Account.name)
        .outerjoin(Account, Account.id == Reminder.account_id)
        .where(Reminder.campaign_id == campaign.id)
        .where(*([Reminder.region_code.in_(sorted(codes))] if codes is not None else []))
        .options(joinedload(Reminder.region))
        .order_by(Reminder.sent_at.desc(), Reminder.id.desc())
        .limit(LATEST)
    ).all()
    arrived, waiting = _progress([reminder.id for reminder, _ in found])
    return [Sent(reminder, name, arrived.get(reminder.id, 0), waiting.get(reminder.id, 0)) for reminder, name in found]


def _sent_before(sending: Sending, by: Account) -> Reminder | None:
    found = db.session.get(Reminder, sending.id, populate_existing=True)
    return found if found is not None and found.account_id == by.id else None


def claim(organization_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those whose week is over and who have not stopped us, taken for this sending: the row decides between two."""
    if not organization_ids:
        return set()
    at = now()
    rows = [{"organization_id": one, "reminded_at": at} for one in organization_ids]
    statement = insert_into(ReminderPace).values(rows)
    pace_allows = sa.and_(
        ReminderPace.stopped_at.is_(None),
        sa.or_(ReminderPace.reminded_at.is_(None), ReminderPace.reminded_at <= at - ONE_A_WEEK),
    )
    claimed = statement.on_conflict_do_update(
        index_elements=[ReminderPace.organization_id],
        set_={"reminded_at": statement.excluded.reminded_at},
        where=pace_allows,
    ).returning(ReminderPace.organization_id)
    return set(db.session.scalars(claimed))


def _reminder(campaign: Campaign, sending: Sending, found: Audience, reached: int, by: Account) -> Reminder:
    left_out = {reason.value: number for reason, number in found.left_out.items()}
    missed = len(found.reached) - reached  # somebody else reminded them while this one was being written
    if missed:
        left_out[LeftOut.THIS_WEEK.value] = left_out.get(LeftOut.THIS_WEEK.value, 0) + missed
    english = sending.words.get("en")
    return Reminder(
        id=sending.id,
        campaign_id=campaign.id,
        kind=sending.kind,
        region_code=sending.region_code,
        earlier_campaign_id=sending.earlier.id if sending.earlier else None,
        account_id=by.id,
        subject=sending.words["fr"].subject,
        body=sending.words["fr"].body,
        subject_en=english.subject if english else "",
        body_en=english.body if english else "",
        reached=reached,
        left_out=left_out,
        sent_at=now(),
    )


def _progress(ids: Sequence[uuid.UUID]) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, int]]:
    """Of each sending, how many mails have left, and how many still wait."""
    found = db.session.execute(
        sa.select(Reminded.reminder_id, Delivery.state, sa.func.count())
        .join(Delivery, Delivery.dedupe_key == sa.literal("reminder:") + Reminded.dedupe_key)
        .where(Reminded.reminder_id.in_(ids))
        .group_by(Reminded.reminder_id, Delivery.state)
    )
    arrived: dict[uuid.UUID, int] = {}
    waiting: dict[uuid.UUID, int] = {}
    for reminder_id, state, number in found:
        if state in (DeliveryState.ACCEPTED, DeliveryState.BOUNCED):
            arrived[reminder_id] = arrived.get(reminder_id, 0) + number
        elif state in (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.TRANSMITTING):
            waiting[reminder_id] = waiting.get(reminder_id, 0) + number
    return arrived, waiting


def earlier_campaigns(campaign: Campaign, account: Account) -> list[Campaign]:
    """Those whose signatories the account may invite: other ones that organizations could sign, its own among them."""
    others = (one for one in campaigns.every() if one.id != campaign.id and one.takes_cosignatures and one.is_public)
    return [one for one in others if one.chapter_id is None or account.is_of_chapter(one.chapter_id)]
