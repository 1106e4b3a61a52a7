"""Who to call, when, and what was said: the notes that staff keep about an organization during one campaign."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import audit
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.errors import NoSuchOrganization, PlannedMeanwhile
from app.cosignatures.models import Cosignature, FollowUp, FollowUpNote, ReminderPace, State
from app.organizations.models import Organization

READ = "cosignatures.read"
WRITE = "cosignatures.validate"
MOST_NOTES = 200
MOST_CALLS = 200


@dataclass(frozen=True)
class Note:
    """One note, and who wrote it."""

    id: uuid.UUID
    body: str
    written_at: datetime
    author_id: uuid.UUID
    author: str


@dataclass(frozen=True)
class Followed:
    """Everything that staff keep in mind about one organization in one campaign."""

    organization: Organization
    next_call_on: date | None
    notes: Sequence[Note]
    cosignatures: Sequence[Cosignature]  # without what nobody confirmed; the latest first
    pace: ReminderPace | None


@dataclass(frozen=True)
class Call:
    """One organization to call, with the last words noted."""

    organization: Organization
    on: date
    state: State | None
    last_note: str


def followed(campaign: Campaign, account: Account, organization_id: uuid.UUID) -> Followed:
    """Raises NoSuchOrganization also for a region that the account does not serve."""
    organization = _organization(account, organization_id, READ)
    follow_up = db.session.get(FollowUp, (campaign.id, organization_id))
    notes = db.session.execute(
        sa.select(FollowUpNote, Account.name)
        .join(Account, Account.id == FollowUpNote.account_id)
        .where(FollowUpNote.campaign_id == campaign.id, FollowUpNote.organization_id == organization_id)
        .order_by(FollowUpNote.written_at.desc(), FollowUpNote.id.desc())
        .limit(MOST_NOTES)
    )
    codes = account.region_codes(READ) if campaign.chapter_id is None else None
    signed = db.session.scalars(
        sa.select(Cosignature)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.organization_id == organization_id,
            Cosignature.state != State.SUBMITTED,
            *([Cosignature.region_code.in_(sorted(codes))] if codes is not None else []),
        )
        .order_by(Cosignature.id.desc())
    ).all()
    return Followed(
        organization,
        follow_up.next_call_on if follow_up else None,
        [Note(note.id, note.body, note.written_at, note.account_id, name) for note, name in notes],
        signed,
        db.session.get(ReminderPace, organization_id),
    )


def note(campaign: Campaign, organization_id: uuid.UUID, body: str, *, by: Account) -> None:
    """Keep a few words, dated and signed. Raises NoSuchOrganization."""
    with unit_of_work():
        _organization(by, organization_id, WRITE)
        db.session.add(
            FollowUpNote(
                campaign_id=campaign.id, organization_id=organization_id, account_id=by.id, body=body, written_at=now()
            )
        )
        audit.record("organization.noted", f"organization:{organization_id}", by=by.id, campaign=campaign.slug)


def erase_note(campaign: Campaign, organization_id: uuid.UUID, note_id: uuid.UUID, *, by: Account) -> None:
    """Whoever wrote a note may take it back; again changes nothing. Raises NoSuchOrganization for anybody else's."""
    with unit_of_work():
        _organization(by, organization_id, WRITE)
        found = db.session.get(FollowUpNote, note_id)
        if found is None:
            return
        if (found.account_id, found.organization_id, found.campaign_id) != (by.id, organization_id, campaign.id):
            raise NoSuchOrganization
        db.session.delete(found)
        audit.record("organization.note_erased", f"organization:{organization_id}", by=by.id, campaign=campaign.slug)


def may_follow(account: Account, organization: Organization) -> bool:
    """Whether this person may write a note about it, and plan a call."""
    if not account.may(WRITE):
        return False
    codes = account.region_codes(WRITE)
    return codes is None or organization.region_code in codes


def plan_call(
    campaign: Campaign, organization_id: uuid.UUID, on: date | None, *, seen: date | None, by: Account
) -> None:
    """The day of the next call, or none. `seen`: what the page showed, so that no two people plan over each other.

    Raises NoSuchOrganization, PlannedMeanwhile.
    """
    with unit_of_work():
        _organization(by, organization_id, WRITE)
        key = (campaign.id, organization_id)
        planned = db.session.get(FollowUp, key, with_for_update=True, populate_existing=True)
        if (planned.next_call_on if planned else None) != seen:
            raise PlannedMeanwhile
        if planned is None:
            db.session.add(FollowUp(campaign_id=campaign.id, organization_id=organization_id, next_call_on=on))
        else:
            planned.next_call_on = on
        audit.record("organization.call_planned", f"organization:{organization_id}", by=by.id, campaign=campaign.slug)


def calls(campaign: Campaign, account: Account) -> list[Call]:
    """Whom to call in the account's regions: the late ones first, then those to come."""
    rows = db.session.scalars(
        _planned(campaign, account)
        .options(joinedload(FollowUp.organization).joinedload(Organization.region))
        .order_by(FollowUp.next_call_on, Organization.sort_key)
        .limit(MOST_CALLS)
    ).all()
    ids = [row.organization_id for row in rows]
    states, words = _states(campaign, ids), _last_notes(campaign, ids)
    return [
        Call(row.organization, row.next_call_on, states.get(row.organization_id), words.get(row.organization_id, ""))
        for row in rows
        if row.next_call_on is not None
    ]


def hand_over(before_id: uuid.UUID, after_id: uuid.UUID) -> None:
    """Within a unit of work: two entries of the register are one; notes, calls and the stop of reminders follow."""
    notes = sa.update(FollowUpNote).where(FollowUpNote.organization_id == before_id)
    db.session.execute(notes.values(organization_id=after_id))
    for old in db.session.scalars(sa.select(FollowUp).where(FollowUp.organization_id == before_id)).all():
        new = db.session.get(FollowUp, (old.campaign_id, after_id))
        if new is None:
            new = FollowUp(campaign_id=old.campaign_id, organization_id=after_id)
            db.session.add(new)
        new.next_call_on = min(filter(None, (old.next_call_on, new.next_call_on)), default=None)
        db.session.delete(old)
    pace = db.session.get(ReminderPace, before_id)
    if pace is not None:
        kept = db.session.get(ReminderPace, after_id)
        if kept is None:
            kept = ReminderPace(organization_id=after_id)
            db.session.add(kept)
        kept.reminded_at = max(filter(None, (pace.reminded_at, kept.reminded_at)), default=None)
        kept.stopped_at = min(filter(None, (pace.stopped_at, kept.stopped_at)), default=None)
        db.session.delete(pace)
    db.session.flush()


def _organization(account: Account, organization_id: uuid.UUID, right: str) -> Organization:
    codes = account.region_codes(right)
    organization = db.session.get(Organization, organization_id)
    if organization is None or (codes is not None and organization.region_code not in codes):
        raise NoSuchOrganization
    return organization


def _planned(campaign: Campaign, account: Account) -> sa.Select[FollowUp]:
    codes = account.region_codes(READ)
    found = (
        sa.select(FollowUp)
        .join(Organization, Organization.id == FollowUp.organization_id)
        .where(FollowUp.campaign_id == campaign.id, FollowUp.next_call_on.is_not(None))
    )
    return found if codes is None else found.where(Organization.region_code.in_(sorted(codes)))


def _states(campaign: Campaign, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, State]:
    found = db.session.execute(
        sa.select(Cosignature.organization_id, Cosignature.state)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.organization_id.in_(ids),
            Cosignature.state != State.SUBMITTED,
        )
        .order_by(Cosignature.state.in_((State.CONFIRMED, State.VALIDATED)), Cosignature.id)
    )
    return {organization_id: state for organization_id, state in found if organization_id}


def _last_notes(campaign: Campaign, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    found = db.session.execute(
        sa.select(FollowUpNote.organization_id, FollowUpNote.body)
        .where(FollowUpNote.campaign_id == campaign.id, FollowUpNote.organization_id.in_(ids))
        .order_by(FollowUpNote.written_at, FollowUpNote.id)
    )
    return dict(found.all())
