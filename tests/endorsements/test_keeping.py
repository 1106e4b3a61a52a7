"""Endorsements are kept and counted apart from cosignatures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.campaigns import service as campaigns
from app.core.clock import frozen, now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.endorsements import service as endorsements
from app.endorsements.models import Endorsement, Supporting
from tests.factories import make_campaign

pytestmark = pytest.mark.data


def test_an_endorsement_is_counted_apart(app: Flask) -> None:
    campaign = make_campaign()
    endorsements.add(campaign, Supporting.MUNICIPALITY, "Ville de Villebrume", region_code="01", city="Villebrume")
    kept = endorsements.add(campaign, Supporting.PERSON, "Odile Essai")
    assert endorsements.counts(campaign) == {Supporting.MUNICIPALITY: 1, Supporting.PERSON: 1}
    assert [one.name for one in endorsements.of_campaign(campaign)] == ["Ville de Villebrume", "Odile Essai"]
    assert cosignatures.public_count(campaign) == 0
    assert endorsements.remove([kept.id]) == 1
    assert endorsements.counts(campaign) == {Supporting.MUNICIPALITY: 1}


def test_an_endorsement_without_a_name_is_refused_also_by_the_database(app: Flask) -> None:
    campaign = make_campaign()
    with pytest.raises(ValueError, match="name"):
        endorsements.add(campaign, Supporting.UNION, "  ")
    nameless = Endorsement(campaign_id=campaign.id, kind=Supporting.UNION, name="", sort_key="", entered_at=now())
    with pytest.raises(IntegrityError, match="has_a_name"), unit_of_work():
        db.session.add(nameless)


def test_the_names_of_persons_are_forgotten_long_after_the_campaign_closed_and_the_counts_stay(app: Flask) -> None:
    campaign = make_campaign()
    endorsements.add(campaign, Supporting.PERSON, "Odile Essai", city="Villebrume")
    endorsements.add(campaign, Supporting.MUNICIPALITY, "Ville de Villebrume")
    campaigns.close_campaign(campaign.slug)
    assert endorsements.forget_persons() == 0
    with frozen(now() + timedelta(days=400)):
        assert endorsements.forget_persons() == 1
        assert endorsements.forget_persons() == 0
    db.session.expire_all()
    assert [(one.name, one.city) for one in endorsements.of_campaign(campaign)] == [
        ("Ville de Villebrume", ""),
        ("", ""),
    ]
    assert endorsements.counts(campaign) == {Supporting.MUNICIPALITY: 1, Supporting.PERSON: 1}
