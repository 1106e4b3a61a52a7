"""What the tests of reminders begin with: the words of staff, entries of the register, and what leaves."""

from __future__ import annotations

import uuid
from typing import Any

import uuid_utils.compat

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import ReminderKind
from app.cosignatures.service import Sending, Words
from app.deliveries.models import Kind
from app.organizations.models import ContactEmail, Organization
from tests.factories import make_organization
from tests.outbox import mails

WORDS = {"fr": Words("{organization} manque à la liste", "Bonjour {organization},\n\nSignez : {sign_url}")}


def known(name: str, *, email: str | None = "", region: str = "01") -> Organization:
    """An entry of the register, with an address unless said otherwise."""
    organization = make_organization(name, region, "Rimouski")
    if email is not None:
        address = email or f"{uuid.uuid4().hex[:8]}@example.org"
        with unit_of_work():
            db.session.add(ContactEmail(organization_id=organization.id, address=address, email_key=address))
    return organization


def sending(**changes: Any) -> Sending:
    return Sending(**{
        "id": uuid_utils.compat.uuid7(), "kind": ReminderKind.UNSIGNED, "region_code": "01", "words": WORDS, **changes,
    })  # fmt: skip


def reminders() -> list[Any]:
    return [mail for mail in mails() if mail.kind is Kind.REMINDER]
