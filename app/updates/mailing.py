"""An update is mailed once to those who asked for news, after a while in which it can be undone.

The row of the mailing decides: the button pressed twice, two workers, a worker that dies in the middle, write to nobody
twice. Mails wait behind everything that is urgent, and each asks again, as it leaves, whether it still may.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.core import audit, queues
from app.core.clock import now
from app.core.database import db, locked
from app.core.keys import email_key
from app.core.language import gettext as _
from app.core.language import speaking
from app.core.mailer import Rendered
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.updates import links, mails, readers
from app.updates.errors import IllegalUpdateMove, NobodyToTell, TooLateToUndo
from app.updates.models import MailedUpdate, Mailing, Update
from app.updates.readers import Audience, LeftOut, Reader
from app.updates.writing import held

AT_ONCE = 200  # mails written in one transaction


def audience(update: Update) -> Audience:
    """Who would get it now."""
    return readers.audience(update.campaign, update.region_codes)


def send(update: Update, *, by: Account) -> Mailing:
    """To everybody whom nothing stands against; again changes nothing. Raises IllegalUpdateMove, NobodyToTell."""
    reached = len(audience(update).reached)
    with unit_of_work():
        present = held(update)
        if present.mailing is not None:
            return present.mailing
        if not present.is_public:
            raise IllegalUpdateMove(state=present.state.value, to="mailed")
        if not reached:
            raise NobodyToTell
        mailing = Mailing(
            update_id=present.id, account_id=by.id, reached=reached, asked_at=now(),
            leaves_at=now() + cosignatures.waits(),
        )  # fmt: skip
        present.mailing = mailing
        audit.record("update.mailed", present.audit_key, by=by.id, reached=reached)
        queues.ring(queues.WRITE_UPDATES)
    return mailing


def undo(update: Update, *, by: Account) -> None:
    """As if the button had not been pressed. Raises TooLateToUndo once the mails leave."""
    with unit_of_work():
        present = held(update)
        mailing = present.mailing
        if mailing is None:
            return
        if not may_be_undone(mailing):
            raise TooLateToUndo
        present.mailing = None
        audit.record("update.mailing_undone", present.audit_key, by=by.id)


def may_be_undone(mailing: Mailing) -> bool:
    """Nothing of it is in the outbox yet."""
    return mailing.finished_at is None and now() < mailing.leaves_at


def try_out(update: Update, *, to: Account) -> int:
    """The mail as it would be, to whoever writes it, in each of its languages. How many."""
    contents = {locale: mails.write(update, locale, None) for locale in update.locales}
    with unit_of_work():
        for locale, content in contents.items():
            with speaking(locale):
                subject = _("[Essai] %(subject)s", subject=content.subject)
            campaigns.send_mail(
                update.campaign,
                Rendered(subject, content.text, content.html),
                Kind.STAFF,
                to_name=to.name,
                to_address=to.email,
                locale=locale,
                dedupe_key=f"update_tried:{update.id}:{to.id}:{locale}:{now().isoformat()}",
                guard_key=None,
            )
        audit.record("update.tried", update.audit_key, by=to.id)
    return len(contents)


def write_those_due() -> int:
    """Every minute, and when somebody rings: the mails of what cannot be undone any more. How many."""
    due = sa.select(Mailing.update_id).where(Mailing.finished_at.is_(None), Mailing.leaves_at <= now())
    return sum(_write(update_id) for update_id in db.session.scalars(due.order_by(Mailing.leaves_at)).all())


def progress(updates: Iterable[Update]) -> dict[uuid.UUID, Counter[DeliveryState]]:
    """Of each, its mails by state."""
    counted: dict[uuid.UUID, Counter[DeliveryState]] = {update.id: Counter() for update in updates}
    rows = db.session.execute(
        sa.select(MailedUpdate.update_id, Delivery.state, sa.func.count())
        .join(Delivery, Delivery.id == MailedUpdate.delivery_id)
        .where(MailedUpdate.update_id.in_(list(counted)))
        .group_by(MailedUpdate.update_id, Delivery.state)
    )
    for update_id, state, number in rows:
        counted[update_id][state] = number
    return counted


def why_an_update_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before `update:<id>:<whose>:<mark>` leaves: is it public, and still wanted there?

    The mark is that of the mailbox: a signature that took another address since is reached no more at this one. Mails
    that a former version left in the outbox have none.
    """
    _guard, key, group, act, *mark = guard_key.split(":")
    update = db.session.get(Update, uuid.UUID(key), populate_existing=True)
    if update is None:
        return "gone"
    if not update.is_public:
        return f"now_{update.state.value}"
    present = readers.standing(f"{group}:{act}")
    if present is None:
        return LeftOut.NO_NEWS.value
    if mark and not links.is_marked(update.campaign_id, present.email_key, mark[0]):
        return LeftOut.NO_ADDRESS.value
    return LeftOut.STOPPED.value if present.is_stopped else None


def _write(update_id: uuid.UUID) -> int:
    update = db.session.get_one(Update, update_id, populate_existing=True)
    reached = audience(update).reached if update.is_public else []
    written = 0
    for start in range(0, len(reached), AT_ONCE):
        written += _write_some(update, reached[start : start + AT_ONCE])
    with unit_of_work():
        mailing = locked(Mailing, update_id)
        if mailing is not None and mailing.finished_at is None:
            mailing.finished_at = now()
    return written


def _write_some(update: Update, some: Sequence[Reader]) -> int:
    contents = [mails.write(update, one.locale, _way_out(update, one)) for one in some]
    written = 0
    with unit_of_work():
        mailing = locked(Mailing, update.id)
        if mailing is None or mailing.finished_at is not None:  # another worker has done it
            return 0
        already = _mailboxes_written_to(update.id)
        for one, content in zip(some, contents, strict=True):
            if one.mailbox not in already:
                written += _keep(update, one, content)
    return written


def _keep(update: Update, to: Reader, content: Rendered) -> bool:
    delivery_id = campaigns.send_mail(
        update.campaign,
        content,
        Kind.UPDATE,
        to_name=to.name,
        to_address=to.address,
        unsubscribe_url=_way_out(update, to),
        locale=to.locale,
        dedupe_key=f"{mails.GUARD}:{update.id}:{to.subject}",
        guard_key=f"{mails.GUARD}:{update.id}:{to.subject}:{links.mark_of(update.campaign_id, to.mailbox)}",
    )
    if delivery_id is not None:
        db.session.add(MailedUpdate(delivery_id=delivery_id, update_id=update.id))
    return delivery_id is not None


def _way_out(update: Update, to: Reader) -> str:
    return links.stop_url(update.campaign_id, to.mailbox, to.locale)


def _mailboxes_written_to(update_id: uuid.UUID) -> set[str]:
    """A worker that died left some; who was first of a mailbox may have withdrawn since."""
    found = db.session.scalars(
        sa.select(Delivery.to_address)
        .join(MailedUpdate, MailedUpdate.delivery_id == Delivery.id)
        .where(MailedUpdate.update_id == update_id, Delivery.to_address != "")
    )
    return {email_key(address) for address in found}
