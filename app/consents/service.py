"""Keep the wordings, and write down each yes and each no."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import sqlalchemy as sa

from app.consents.models import Channel, ConsentEntry, ConsentText, Purpose
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work

__all__ = [
    "agreeing",
    "agreeing_within",
    "in_force",
    "record_all",
    "set_texts",
    "texts",
    "withdraw",
]

_LEDGER = sa.insert(cast(sa.Table, ConsentEntry.__table__))  # made once: thousands sign the same evening


def set_texts(scope: str, locale: str, wordings: Mapping[Purpose, str]) -> int:
    """Make these the wordings in force; each that differs becomes a new version. How many were new."""
    added = 0
    with unit_of_work():
        current = texts(scope, locale)
        for purpose, wording in wordings.items():
            digest = hashlib.sha256(wording.encode()).hexdigest()
            before = current.get(purpose)
            if before is None or before.digest != digest:
                version = before.version + 1 if before else 1
                db.session.add(
                    ConsentText(scope=scope, purpose=purpose, locale=locale, version=version,
                                wording=wording, digest=digest, created_at=now())
                )  # fmt: skip
                added += 1
    return added


def texts(scope: str, locale: str) -> dict[Purpose, ConsentText]:
    """The wording in force for each purpose: the latest version."""
    found = db.session.scalars(
        sa.select(ConsentText)
        .where(ConsentText.scope == scope, ConsentText.locale == locale)
        .order_by(ConsentText.version)
    )
    return {text.purpose: text for text in found}


def record_all(
    subject: str, wordings: Mapping[Purpose, uuid.UUID], given: Iterable[tuple[Purpose, bool]], channel: Channel
) -> None:
    """Within a unit of work: a line for each purpose that there is a wording for, by its id; yes and no alike."""
    at = now()
    lines = [
        {
            "subject": subject,
            "text_id": wordings[purpose],
            "is_given": is_given,
            "channel": channel,
            "recorded_at": at,
        }
        for purpose, is_given in given
        if purpose in wordings
    ]
    if lines:
        db.session.connection().execute(_LEDGER, lines)


def in_force(subject: str) -> dict[Purpose, bool]:
    """What the subject agrees to today: the last word on each purpose."""
    found = db.session.execute(
        sa.select(ConsentText.purpose, ConsentEntry.is_given)
        .join(ConsentText, ConsentEntry.text_id == ConsentText.id)
        .where(ConsentEntry.subject == subject)
        .order_by(ConsentEntry.recorded_at, ConsentEntry.id)
    )
    return dict(found.all())


def withdraw(subjects: Sequence[str], purpose: Purpose, channel: Channel) -> int:
    """Within a unit of work: no from now on, in the words to which each had said yes. How many had."""
    last: dict[str, tuple[uuid.UUID, bool]] = {}
    found = db.session.execute(
        sa.select(ConsentEntry.subject, ConsentEntry.text_id, ConsentEntry.is_given)
        .join(ConsentText, ConsentEntry.text_id == ConsentText.id)
        .where(ConsentEntry.subject.in_(subjects), ConsentText.purpose == purpose)
        .order_by(ConsentEntry.recorded_at, ConsentEntry.id)
    )
    for subject, text_id, is_given in found:
        last[subject] = text_id, is_given
    agreed = {subject: text_id for subject, (text_id, is_given) in last.items() if is_given}
    for subject, text_id in agreed.items():
        record_all(subject, {purpose: text_id}, [(purpose, False)], channel)
    return len(agreed)


def agreeing_within(scope: str, purpose: Purpose) -> frozenset[str]:
    """Every subject whose last word on that purpose, in the wordings of that scope, is yes."""
    found = db.session.execute(
        sa.select(ConsentEntry.subject, ConsentEntry.is_given)
        .join(ConsentText, ConsentEntry.text_id == ConsentText.id)
        .where(ConsentText.scope == scope, ConsentText.purpose == purpose)
        .order_by(ConsentEntry.recorded_at, ConsentEntry.id)
    )
    said = dict(found.all())
    return frozenset(subject for subject, is_given in said.items() if is_given)


def agreeing(purpose: Purpose, subjects: Sequence[str]) -> frozenset[str]:
    """Of these subjects, those whose last word on that purpose is yes."""
    said: dict[str, bool] = {}
    for start in range(0, len(subjects), 1000):
        found = db.session.execute(
            sa.select(ConsentEntry.subject, ConsentEntry.is_given)
            .join(ConsentText, ConsentEntry.text_id == ConsentText.id)
            .where(ConsentEntry.subject.in_(subjects[start : start + 1000]), ConsentText.purpose == purpose)
            .order_by(ConsentEntry.recorded_at, ConsentEntry.id)
        )
        said |= dict(found.all())
    return frozenset(subject for subject, is_given in said.items() if is_given)
