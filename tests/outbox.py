"""What was written and waits to leave, as its reader would look at it."""

from __future__ import annotations

import re

import sqlalchemy as sa

from app.core.database import db
from app.deliveries.models import Delivery, Kind


def mails(kind: Kind | None = None) -> list[Delivery]:
    """The outbox, in the order in which it was filled."""
    found = sa.select(Delivery).order_by(Delivery.id)
    if kind is not None:
        found = found.where(Delivery.kind == kind)
    return list(db.session.scalars(found))


def mail_names() -> list[str]:
    """What each mail of the outbox is, by the beginning of its dedupe key."""
    return [mail.dedupe_key.partition(":")[0] for mail in mails()]


def link_in(mail: Delivery, beginning: str) -> str:
    """The path of the first link of that kind in a mail."""
    address = next(word for word in mail.body_text.split() if f"http://localhost{beginning}" in word)
    return address.removeprefix("http://localhost")


def code_in(mail: Delivery) -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", mail.body_text)
    assert found
    return found.group(1) + found.group(2)
