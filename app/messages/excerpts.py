"""Sentences that their authors agreed to have quoted, without a name, in the dossier of their riding.

Nobody reads one there before a person of the staff has. Its author takes it back by the link of the mail.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.messages.choosing import record_choice
from app.messages.errors import NoSuchMessage
from app.messages.models import Excerpt, Letterhead, Message, MessageRecipient, Reading, State
from app.officials.models import Mandate
from app.territory.models import Riding

SENT = (State.QUEUED, State.DONE)  # confirmed, and not taken back


@dataclass(frozen=True)
class Quote:
    """One sentence and where it comes from; who wrote it is not said."""

    message_id: uuid.UUID
    line: str
    riding: Riding
    reading: Reading


def quotes(campaign: Campaign, riding_ids: Collection[uuid.UUID] | None = None, *, most: int = 200) -> list[Quote]:
    """The sentences of these ridings (of all of them), those that nobody has read yet first."""
    found = sa.select(Message).join(Message.excerpt).where(Message.campaign_id == campaign.id, *_quotable(riding_ids))
    rows = db.session.scalars(
        found.options(joinedload(Message.excerpt), joinedload(Message.riding))
        .order_by(Excerpt.reading != Reading.AWAITED, Message.id.desc())
        .limit(most)
    )
    return [Quote(one.id, one.personal_line, one.riding, one.excerpt.reading) for one in rows if one.excerpt]


def quoted(campaign: Campaign, riding: Riding, *, most: int) -> Sequence[str]:
    """The sentences of a riding that staff have read and kept, the latest first."""
    return db.session.scalars(
        sa.select(Message.personal_line)
        .join(Message.excerpt)
        .where(Message.campaign_id == campaign.id, *_quotable([riding.id]), Excerpt.reading == Reading.ACCEPTED)
        .order_by(Message.id.desc())
        .limit(most)
    ).all()


def to_read(campaign: Campaign, riding_ids: Collection[uuid.UUID] | None) -> int:
    """How many wait to be read."""
    counted = sa.select(sa.func.count()).select_from(Message).join(Message.excerpt)
    awaited = counted.where(
        Message.campaign_id == campaign.id, *_quotable(riding_ids), Excerpt.reading == Reading.AWAITED
    )
    return db.session.scalar(awaited) or 0


def read(
    campaign: Campaign,
    message_id: uuid.UUID,
    reading: Reading,
    riding_ids: Collection[uuid.UUID] | None,
    *,
    by: Account,
) -> None:
    """A person keeps the sentence, or sets it aside. Raises NoSuchMessage for one of elsewhere, or taken back."""
    with unit_of_work():
        message = locked(Message, message_id)
        if message is None or message.campaign_id != campaign.id or message.state not in SENT:
            raise NoSuchMessage
        if message.excerpt is None or (riding_ids is not None and message.riding_id not in riding_ids):
            raise NoSuchMessage
        message.excerpt.read(reading, at=now(), by=by.id)
        audit.record("message.excerpt_read", f"message:{message.id}", by=by.id, answer=reading.value)


def take_back(message_id: uuid.UUID) -> None:
    """Its author no longer agrees: it is in no dossier any more. Twice changes nothing. Raises NoSuchMessage."""
    with unit_of_work():
        message = locked(Message, message_id)
        if message is None:
            raise NoSuchMessage
        if message.excerpt is None:
            return
        message.excerpt = None
        record_choice(message, Purpose.QUOTE_LINE, is_given=False)


def wrote_to(campaign: Campaign, riding: Riding) -> int:
    """How many persons wrote to whoever sits, or sat, for the riding: confirmed messages only, organizations apart."""
    counted = (
        sa.select(sa.func.count(sa.distinct(MessageRecipient.message_id)))
        .join(Mandate, Mandate.id == MessageRecipient.mandate_id)
        .join(Message, Message.id == MessageRecipient.message_id)
        .where(MessageRecipient.campaign_id == campaign.id, Mandate.riding_id == riding.id, Message.state.in_(SENT))
        .where(~sa.select(Letterhead.message_id).where(Letterhead.message_id == Message.id).exists())
    )
    return db.session.scalar(counted) or 0


def _quotable(riding_ids: Collection[uuid.UUID] | None) -> list[sa.ColumnElement[bool]]:
    conditions = [Message.state.in_(SENT), Message.personal_line != ""]
    return conditions if riding_ids is None else [*conditions, Message.riding_id.in_(riding_ids)]
