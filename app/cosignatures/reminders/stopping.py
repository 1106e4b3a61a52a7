"""The stop of an organization: no reminder of any kind, of any campaign, whoever writes it.

What is not a reminder (the mail to confirm, the receipts) goes on.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core import audit
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import Cosignature, ReminderPace
from app.organizations import service as organizations

NOT_STOPPED = ~sa.exists().where(
    ReminderPace.organization_id == Cosignature.organization_id, ReminderPace.stopped_at.is_not(None)
)


def stop(organization_id: uuid.UUID) -> None:
    """No more reminders to this organization. Again changes nothing."""
    with unit_of_work():
        rows = [{"organization_id": one, "stopped_at": now()} for one in _entries(organization_id)]
        statement = insert_into(ReminderPace).values(rows)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[ReminderPace.organization_id],
                set_={"stopped_at": statement.excluded.stopped_at},
                where=ReminderPace.stopped_at.is_(None),
            )
        )
        audit.record("organization.reminders_stopped", f"organization:{organization_id}")


def resume(organization_id: uuid.UUID) -> None:
    """The organization wants them again."""
    with unit_of_work():
        resumed = [one for one in _entries(organization_id) if _resume(one)]
        if resumed:
            audit.record("organization.reminders_resumed", f"organization:{organization_id}")


def is_stopped(organization_id: uuid.UUID) -> bool:
    """Whether this organization asked to be left in peace."""
    paces = [db.session.get(ReminderPace, one, populate_existing=True) for one in _entries(organization_id)]
    return any(pace is not None and pace.stopped_at is not None for pace in paces)


def _resume(organization_id: uuid.UUID) -> bool:
    pace = db.session.get(ReminderPace, organization_id, with_for_update=True, populate_existing=True)
    if pace is None or pace.stopped_at is None:
        return False
    pace.stopped_at = None
    if pace.reminded_at is None:
        db.session.delete(pace)
    return True


def _entries(organization_id: uuid.UUID) -> list[uuid.UUID]:
    """The entry that a link names, and the one that was kept if it was merged since."""
    organization = organizations.get(organization_id)
    kept = organizations.standing_of(organization).id if organization is not None else organization_id
    return sorted({organization_id, kept})
