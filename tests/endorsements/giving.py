"""Endorsements to give in tests, and ways to look at them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import db
from app.deliveries.models import Delivery
from app.endorsements import service
from app.endorsements.models import Endorsement, Supporting
from app.endorsements.service import Given, Submission
from tests.factories import counter, make_account


def given(kind: Supporting = Supporting.UNION, name: str = "Syndicat des essais", **changes: Any) -> Given:
    typed = {"region_code": "01", "city": "Rimouski", "person": "Odile Essai", "person_title": "présidence"}
    return Given(**{"kind": kind, "name": name, **typed, **changes})


def form(what: Given | None = None, **changes: Any) -> Submission:
    typed = {"email": f"odile-{next(counter)}@example.org", "publishes_name": True, "wants_news": False, "locale": "fr"}
    return Submission(**{"given": what or given(), **typed, **changes})


def person(name: str, **changes: Any) -> Submission:
    return form(given(Supporting.PERSON, name, person=name, person_title=""), **changes)


def endorse(
    campaign: Campaign, what: Submission, state: str = "confirmed", *, by: Account | None = None
) -> Endorsement:
    """An endorsement brought to that state by the acts that lead there."""
    key = service.submit(campaign, what)
    if state != "submitted":
        service.confirm(key)
    found = row(key)
    if state == "validated":
        service.validate(key, found.as_seen, by=by or make_account())
    return row(key)


def row(key: Any) -> Endorsement:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Endorsement, key)


def mails() -> list[Delivery]:
    return list(db.session.scalars(sa.select(Delivery).order_by(Delivery.id)))
