"""Reminders that the program sends by itself, and what is asked just before any reminder leaves.

To those who have not pressed the button: after 48 hours, then 48 hours later, never a third time. To those whose board
was to decide: the day after. While the campaign is open, at hours at which people read, and never against the stop of
the organization. The pace of a week is that of the invitations of staff: these answer what a signatory has sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.orm import aliased, joinedload

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import audit
from app.core.clock import now, people_read, today
from app.core.database import db, insert_into
from app.core.suspicion import is_reminded_enough
from app.core.unit_of_work import unit_of_work
from app.cosignatures.mails import Addressee, Mail
from app.cosignatures.models import Authority, Cosignature, Reminded, Reminder, ReminderKind, State
from app.cosignatures.reminders import mails
from app.cosignatures.reminders.audiences import Sieve
from app.cosignatures.reminders.stopping import NOT_STOPPED, is_stopped
from app.deliveries.models import Delivery
from app.deliveries.models import State as DeliveryState
from app.organizations import service as organizations

AFTER = timedelta(hours=48)
MOST_TIMES = 2
STILL_WARM = timedelta(days=12)  # a form of two weeks ago was given up
LATE_DAYS = 7  # a worker that was away for a week still asks; later nobody remembers
AT_ONCE = 500

_Due = tuple[Cosignature, str, Mail]  # with the key that refuses the second one


def remind_unconfirmed() -> int:
    """Those who have not pressed the button of the mail that reached them. How many."""
    return _remind(ReminderKind.UNCONFIRMED, _unconfirmed)


def remind_boards() -> int:
    """Those whose board was to decide by yesterday. How many."""
    return _remind(ReminderKind.BOARD, _undecided)


def why_a_reminder_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before `reminder:<whom>:…` leaves: is there still something to remind of?"""
    _, whom, *keys = guard_key.split(":")
    if whom == "organization":
        campaign = db.session.get(Campaign, uuid.UUID(keys[0]), populate_existing=True)
        return _why_not_organization(campaign, uuid.UUID(keys[1]))
    cosignature = db.session.get(Cosignature, uuid.UUID(keys[0]), populate_existing=True)
    if cosignature is None:
        return "gone"
    if not cosignature.campaign.is_open:
        return "campaign_closed"
    if cosignature.organization_id is not None and is_stopped(cosignature.organization_id):
        return "stopped"
    if whom == "confirm":
        return None if cosignature.state is State.SUBMITTED else f"now_{cosignature.state.value}"
    return None if _awaits_board(cosignature, date.fromisoformat(keys[1])) else "answered"


def _why_not_organization(campaign: Campaign | None, organization_id: uuid.UUID) -> str | None:
    organization = organizations.get(organization_id)
    if campaign is None or organization is None or organization.is_archived:
        return "gone"
    if not campaign.is_open:
        return "campaign_closed"
    reason = Sieve(campaign, [organization_id], in_hand=True).against(organization_id)
    return reason.value if reason else None


def _remind(kind: ReminderKind, due: Callable[[Campaign], list[_Due]]) -> int:
    if not people_read():
        return 0
    reached = 0
    for campaign in campaigns.every():
        if campaign.is_open and campaign.takes_cosignatures:
            by_region: dict[str, list[_Due]] = {}
            for one in due(campaign):
                by_region.setdefault(one[0].region_code, []).append(one)
            reached += sum(_send(campaign, kind, code, some) for code, some in by_region.items())
    return reached


def _send(campaign: Campaign, kind: ReminderKind, region_code: str, due: Sequence[_Due]) -> int:
    """One line of the list of what was sent, for one region; whoever another round has taken is left to it."""
    reminder_id = uuid_utils.compat.uuid7()
    with unit_of_work():
        reminder = Reminder(
            id=reminder_id,
            campaign_id=campaign.id,
            kind=kind,
            region_code=region_code,
            subject="",
            body="",
            reached=len(due),
            left_out={},
            sent_at=now(),
        )
        db.session.add(reminder)
        db.session.flush()
        rows = [
            {"id": uuid_utils.compat.uuid7(), "reminder_id": reminder_id, "cosignature_id": one.id, "dedupe_key": key}
            for one, key, _ in sorted(due, key=lambda item: item[1])
        ]
        taken = insert_into(Reminded).values(rows).on_conflict_do_nothing(index_elements=[Reminded.dedupe_key])
        mine = set(db.session.scalars(taken.returning(Reminded.dedupe_key)))
        if not mine:
            db.session.delete(reminder)
            return 0
        reminder.reached = len(mine)
        for _, key, mail in due:
            if key in mine:
                mail.send()
        audit.record("reminder.sent", f"campaign:{campaign.id}", kind=kind, reached=len(mine))
    return len(mine)


def _unconfirmed(campaign: Campaign) -> list[_Due]:
    later = aliased(Cosignature)
    same_mailbox = later.campaign_id == Cosignature.campaign_id, later.email_key == Cosignature.email_key
    still_waits = later.state == State.SUBMITTED, later.suspicion.is_(None)  # anybody types somebody's address
    return _due_among(
        lambda found: _to_confirm(campaign, found),
        Cosignature.campaign_id == campaign.id,
        Cosignature.state == State.SUBMITTED,
        Cosignature.suspicion.is_(None),
        NOT_STOPPED,
        Cosignature.submitted_at.between(now() - STILL_WARM, now() - AFTER),
        ~sa.exists().where(*same_mailbox, *still_waits, later.id > Cosignature.id),
    )


def _to_confirm(campaign: Campaign, found: Sequence[Cosignature]) -> list[_Due]:
    reached, times = _that_the_first_mail_reached(found), _times([one.id for one in found])
    due: list[_Due] = []
    for one in found:
        number, last = times.get(one.id, (0, one.submitted_at))
        turn, to = number + 1, Addressee.of(one)
        if to is None or one.id not in reached or turn > MOST_TIMES or last > now() - AFTER:
            continue
        if not is_reminded_enough(one.email_key):
            due.append((one, f"confirm:{one.id}:{turn}", mails.to_confirm(campaign, to, turn)))
    return due


def _due_among(due: Callable[[Sequence[Cosignature]], list[_Due]], *which: sa.ColumnElement[bool]) -> list[_Due]:
    """Those who need a reminder now; whoever has had theirs keeps nobody out of the round."""
    wanted = sa.select(Cosignature).where(*which).options(joinedload(Cosignature.signatory))
    page = wanted.order_by(Cosignature.id).limit(AT_ONCE)
    several: list[_Due] = []
    found = db.session.scalars(page).all()
    while found and len(several) < AT_ONCE:
        several += due(found)
        found = db.session.scalars(page.where(Cosignature.id > found[-1].id)).all()
    return several


def _that_the_first_mail_reached(found: Sequence[Cosignature]) -> set[uuid.UUID]:
    """A mailbox that we hold back from, or that refused us, gets no reminder either."""
    keys = {f"cosignature_confirm:{one.id}": one.id for one in found}
    accepted = sa.select(Delivery.dedupe_key).where(
        Delivery.dedupe_key.in_(list(keys)), Delivery.state == DeliveryState.ACCEPTED
    )
    return {keys[key] for key in db.session.scalars(accepted)}


def _times(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, datetime]]:
    """How often each was reminded to confirm, and when last."""
    found = db.session.execute(
        sa.select(Reminded.cosignature_id, sa.func.count(), sa.func.max(Reminder.sent_at))
        .join(Reminder, Reminder.id == Reminded.reminder_id)
        .where(Reminded.cosignature_id.in_(ids), Reminder.kind == ReminderKind.UNCONFIRMED)
        .group_by(Reminded.cosignature_id)
    )
    return {cosignature_id: (number, last) for cosignature_id, number, last in found if cosignature_id}


def _undecided(campaign: Campaign) -> list[_Due]:
    return _due_among(
        lambda found: _to_board(campaign, found),
        Cosignature.campaign_id == campaign.id,
        Cosignature.state.in_((State.CONFIRMED, State.VALIDATED, State.TO_CHECK)),
        Cosignature.authority == Authority.ON_DATE,
        NOT_STOPPED,
        Cosignature.authority_on.between(today() - timedelta(days=LATE_DAYS), today() - timedelta(days=1)),
    )


def _to_board(campaign: Campaign, found: Sequence[Cosignature]) -> list[_Due]:
    known = set(
        db.session.scalars(
            sa.select(Reminded.dedupe_key).where(Reminded.dedupe_key.in_([_board_key(one) for one in found]))
        )
    )
    due: list[_Due] = []
    for one in found:
        to = Addressee.of(one)
        if to is not None and one.authority_on is not None and _board_key(one) not in known:
            due.append((one, _board_key(one), mails.to_board(campaign, to, one.authority_on)))
    return due


def _board_key(cosignature: Cosignature) -> str:
    return f"board:{cosignature.id}:{cosignature.authority_on}"


def _awaits_board(cosignature: Cosignature, on: date) -> bool:
    stands = cosignature.state in (State.CONFIRMED, State.VALIDATED, State.TO_CHECK)
    return stands and cosignature.authority is Authority.ON_DATE and cosignature.authority_on == on
