"""A campaign, somebody on the staff, and two officials who sit: one of Rimouski, one of Trois-Rivières."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.commitments import service
from app.commitments.models import Source, Stance
from app.commitments.service import Outcome, Said
from app.officials.models import Official
from tests.factories import make_account, make_campaign, make_official, make_riding

LONG_AGO = date(2020, 1, 1)
YES = Said(stance=Stance.SUPPORTS, on=date(2026, 11, 2), source=Source.LETTER, sentence="J’en suis.")
NO = Said(stance=Stance.REFUSES, on=date(2026, 11, 9), source=Source.MEDIA)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign()


@pytest.fixture
def staff(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def rimouski(app: Flask) -> Official:
    return make_official("Réal Exemple", riding=make_riding("Rimouski"), since=LONG_AGO)


@pytest.fixture
def trois_rivieres(app: Flask) -> Official:
    return make_official("Camille Exemple", riding=make_riding("Trois-Rivières"), since=LONG_AGO)


def note(campaign: Campaign, official: Official, said: Said = YES, *, by: Account, seen: int = 0) -> Outcome:
    return service.note(campaign, {official.id: seen}, said, by=by)


def stands(campaign: Campaign) -> dict[uuid.UUID, Stance]:
    return service.stances(campaign.id)


def hidden(said: Said) -> Said:
    return replace(said, is_public=False)
