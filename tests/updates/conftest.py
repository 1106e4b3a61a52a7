"""A campaign with news, and people who asked for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import now
from app.cosignatures.models import Cosignature
from app.updates import service
from app.updates.models import Kind, State, Update
from app.updates.service import Meeting, Words, Written
from tests.factories import make_account, make_campaign, make_cosignature

CHAPTER = "troc-bas-saint-laurent"
FRENCH = Words(title="On avance", body="Le **ministre** nous reçoit.", accessibility="Ascenseur")
ENGLISH = Words(title="We move on", body="The minister meets us.", accessibility="Elevator")


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def staff(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def chapter(app: Flask) -> Account:
    return make_account("chapter", CHAPTER, name="Chantal Antenne")


def written(regions: str = "", *, meeting: Meeting | None = None, **words: Words) -> Written:
    """For these regions, or for everybody."""
    return Written(
        region_codes=frozenset(regions.split()), words=words or {"fr": FRENCH, "en": ENGLISH}, meeting=meeting
    )


def draft(campaign: Campaign, by: Account, kind: Kind = Kind.NEWS, region: str = "", **words: Words) -> Update:
    meeting = meets() if kind is Kind.ACTIVITY else None
    return service.begin(campaign, kind, written(region, meeting=meeting, **words), by=by)


def published(campaign: Campaign, by: Account, kind: Kind = Kind.NEWS, region: str = "", **words: Words) -> Update:
    return service.publish(draft(campaign, by, kind, region, **words), by=by)


def meets(starts: datetime | None = None, **changes: Any) -> Meeting:
    """In three days, for two hours."""
    at = starts or now() + timedelta(days=3)
    return Meeting(**{"starts_at": at, "ends_at": at + timedelta(hours=2), "place": "Parc", **changes})


def reader(campaign: Campaign, state: str = "validated", **changes: Any) -> Cosignature:
    """A signatory who asked for news."""
    return make_cosignature(campaign, state, **{"wants_news": True, **changes})


__all__ = ["CHAPTER", "State", "draft", "meets", "published", "reader", "written"]
