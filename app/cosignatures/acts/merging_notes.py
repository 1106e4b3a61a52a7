"""The notes, the calls and the pace of reminders of two entries of the register that turn out to be one."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.core.database import db
from app.cosignatures.models import FollowUp, FollowUpNote, ReminderPace


def hand_over(kept_id: uuid.UUID, merged_id: uuid.UUID) -> dict[str, Any]:
    """Within a unit of work: all of it goes to the entry that stays. Returns what `give_back` reads."""
    notes = db.session.scalars(sa.select(FollowUpNote).where(FollowUpNote.organization_id == merged_id)).all()
    for note in notes:
        note.organization_id = kept_id
    calls, pace = _calls(kept_id, merged_id), _pace(kept_id, merged_id)
    db.session.flush()
    return {"notes": [str(note.id) for note in notes], "calls": calls, "pace": pace}


def give_back(kept_id: uuid.UUID, merged_id: uuid.UUID, trace: dict[str, Any]) -> None:
    """Within a unit of work: each thing back to its entry; a call planned anew since then stays as it is."""
    mine = (FollowUpNote.organization_id == kept_id, FollowUpNote.id.in_(map(uuid.UUID, trace["notes"])))
    for note in db.session.scalars(sa.select(FollowUpNote).where(*mine)):
        note.organization_id = merged_id
    for key, (theirs, ours, was_there) in trace["calls"].items():
        campaign_id = uuid.UUID(key)
        db.session.add(FollowUp(campaign_id=campaign_id, organization_id=merged_id, next_call_on=_day(theirs)))
        kept = db.session.get(FollowUp, (campaign_id, kept_id))
        if kept is not None and kept.next_call_on == _earlier(_day(theirs), _day(ours)):
            if was_there:
                kept.next_call_on = _day(ours)
            else:
                db.session.delete(kept)
    _give_back_pace(kept_id, merged_id, trace["pace"])
    db.session.flush()


def _calls(kept_id: uuid.UUID, merged_id: uuid.UUID) -> dict[str, Any]:
    trace: dict[str, Any] = {}
    for old in db.session.scalars(sa.select(FollowUp).where(FollowUp.organization_id == merged_id)).all():
        kept = db.session.get(FollowUp, (old.campaign_id, kept_id))
        trace[str(old.campaign_id)] = [_text(old.next_call_on), _text(kept.next_call_on if kept else None), bool(kept)]
        if kept is None:
            kept = FollowUp(campaign_id=old.campaign_id, organization_id=kept_id)
            db.session.add(kept)
        kept.next_call_on = _earlier(old.next_call_on, kept.next_call_on)
        db.session.delete(old)
    return trace


def _pace(kept_id: uuid.UUID, merged_id: uuid.UUID) -> list[str | None] | None:
    """Who asked to be left in peace is, under whichever name. The other entry keeps its own pace."""
    theirs = db.session.get(ReminderPace, merged_id)
    if theirs is None:
        return None
    kept = db.session.get(ReminderPace, kept_id)
    before = [_text(kept.reminded_at), _text(kept.stopped_at)] if kept else []
    if kept is None:
        kept = ReminderPace(organization_id=kept_id)
        db.session.add(kept)
    kept.reminded_at = max(filter(None, (theirs.reminded_at, kept.reminded_at)), default=None)
    kept.stopped_at = min(filter(None, (theirs.stopped_at, kept.stopped_at)), default=None)
    return before


def _give_back_pace(kept_id: uuid.UUID, merged_id: uuid.UUID, before: list[str | None] | None) -> None:
    kept, theirs = db.session.get(ReminderPace, kept_id), db.session.get(ReminderPace, merged_id)
    if before is None or kept is None or theirs is None:
        return
    reminded_at, stopped_at = map(_moment, before or (None, None))
    if kept.reminded_at == theirs.reminded_at:
        kept.reminded_at = reminded_at
    if kept.stopped_at == theirs.stopped_at:
        kept.stopped_at = stopped_at
    if kept.reminded_at is None and kept.stopped_at is None:
        db.session.delete(kept)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _text(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
