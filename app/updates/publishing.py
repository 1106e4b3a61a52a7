"""A draft becomes public, now or at its hour; what is public can be taken back, and shown again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from structlog import get_logger

from app.accounts.models import Account
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.updates.errors import AnotherVictory, NoSuchUpdate
from app.updates.models import State, Update
from app.updates.writing import held

log = get_logger()


def publish(update: Update, *, by: Account) -> Update:
    """For everybody to read, from now on. Raises AnotherVictory, or IllegalUpdateMove for what is public already."""
    with _one_victory(update), unit_of_work():
        present = held(update)
        _show(present, "update.put_back" if present.state is State.TAKEN_BACK else "update.published", by)
    return present


def schedule(update: Update, at: datetime, *, by: Account) -> Update:
    """Published by itself at that instant, to the minute. Raises IllegalUpdateMove for what is public already."""
    with unit_of_work():
        present = held(update)
        present.schedule(at=at)
        audit.record("update.scheduled", present.audit_key, by=by.id)
    return present


def unschedule(update: Update, *, by: Account) -> Update:
    """Nothing happens by itself any more. Raises IllegalUpdateMove for what is not scheduled."""
    with unit_of_work():
        present = held(update)
        present.wait()
        audit.record("update.unscheduled", present.audit_key, by=by.id)
    return present


def take_back(update: Update, *, by: Account) -> Update:
    """Off every page, and no mail of it leaves any more. Raises IllegalUpdateMove for what is not public."""
    with unit_of_work():
        present = held(update)
        present.take_back()
        _told(present, "update.taken_back", by)
    return present


def publish_those_due() -> int:
    """Every minute: those whose hour has come. How many."""
    due = sa.select(Update).where(Update.state == State.SCHEDULED, Update.publishes_at <= now())
    published = 0
    for update in db.session.scalars(due.order_by(Update.publishes_at)).all():
        try:
            published += _publish_if_still_due(update)
        except AnotherVictory:
            log.warning("update_not_published", update_id=str(update.id), reason="another_victory")
            with unit_of_work():
                held(update).wait()
        except NoSuchUpdate:
            log.info("update_gone", update_id=str(update.id))
    return published


def _publish_if_still_due(update: Update) -> bool:
    with _one_victory(update), unit_of_work():
        present = held(update)
        is_due = present.state is State.SCHEDULED and present.publishes_at is not None and present.publishes_at <= now()
        if is_due:
            _show(present, "update.published", None)
    return is_due


@contextmanager
def _one_victory(update: Update) -> Iterator[None]:
    """Around a whole unit of work: the index that allows one may refuse. Raises AnotherVictory."""
    try:
        yield
    except IntegrityError:
        raise AnotherVictory(campaign=update.campaign) from None


def _show(update: Update, act: str, by: Account | None) -> None:
    update.publish(at=now())
    _told(update, act, by)


def _told(update: Update, act: str, by: Account | None) -> None:
    audit.record(act, update.audit_key, by=by.id if by else None)
    renderings.touch(*update.page_keys)
