"""A campaign, a riding with its MNA, and visits in every state."""

from __future__ import annotations

import io
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import today
from app.officials.models import Official
from app.territory.models import Riding
from app.visits import service
from app.visits.models import Visit
from app.visits.service import Deposit, Plan
from tests.factories import make_account, make_campaign, make_official, make_riding


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def staff(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def riding(app: Flask) -> Riding:
    return make_riding()


@pytest.fixture
def mna(riding: Riding) -> Official:
    return make_official("Réal Exemple", riding=riding, since=date(2020, 1, 1))


def plan_of(target: Riding | str, **changes: Any) -> Plan:
    told: dict[str, Any] = {
        "target": f"portfolio:{target}" if isinstance(target, str) else f"riding:{target.id}",
        "meets_on": date(2026, 12, 1), "hour": time(13, 30), "place": "12, rue de l’Essai, Rimouski",
        "delegation": "Odile Essai, Maison Exemple", "edition": None,
    }  # fmt: skip
    return Plan(**{**told, **changes})


def make_visit(campaign: Campaign, by: Account, target: Riding | str | None = None, **changes: Any) -> Visit:
    """One that is planned, to Rimouski unless said otherwise."""
    return service.plan(campaign, plan_of(make_riding() if target is None else target, **changes), by=by)


def deposit_of(**changes: Any) -> Deposit:
    told: dict[str, Any] = {"on": today(), "edition": None, "organizations": 42, "is_public": True}
    return Deposit(**{**told, **changes})


def make_deposit(campaign: Campaign, by: Account, target: Riding | str | None = None, **changes: Any) -> Visit:
    visit = make_visit(campaign, by, target)
    return service.deposit(visit.id, deposit_of(**changes), seen=visit.revision, by=by)


def picture(size: tuple[int, int] = (60, 40), kind: str = "JPEG", **more: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, format=kind, **more)
    return drawn.getvalue()
