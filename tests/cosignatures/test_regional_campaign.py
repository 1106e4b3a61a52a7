"""A campaign that belongs to a chapter: its staff run it alone, wherever organizations sign it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.cosignatures import service
from app.cosignatures.answers import importing
from app.cosignatures.errors import NoSuchCosignature
from app.cosignatures.models import Cosignature
from tests.factories import make_account, make_campaign, make_cosignature, sign_in

pytestmark = pytest.mark.data


@pytest.fixture
def regional(app: Flask) -> Campaign:
    return make_campaign(chapter_id=accounts.chapter_with_key("troccqm").id)


def visible(account: Account, campaign: Campaign) -> list[Cosignature]:
    return list(service.pile(campaign, account, service.Tab.TO_VALIDATE, region_code=None, query="", page=1).rows)


def test_its_chapter_sees_every_signature_and_the_others_none(app: Flask, regional: Campaign) -> None:
    here = make_cosignature(regional, "confirmed", region_code="04", city="Trois-Rivières")
    away = make_cosignature(regional, "confirmed", region_code="06", city="Montréal")
    own, admin = make_account("chapter", "troccqm"), make_account("admin")
    for account in (own, admin):
        assert {one.id for one in visible(account, regional)} == {here.id, away.id}
        assert service.one(account, away.id)
        assert service.waiting(account) == 2
    for other in (make_account("chapter", "riocm"), make_account("national")):
        assert visible(other, regional) == []
        assert service.waiting(other) == 0
        with pytest.raises(NoSuchCosignature):
            service.one(other, away.id)
        with pytest.raises(NoSuchCampaign):
            service.campaign_of(other, regional.slug)


def test_a_campaign_of_the_coalition_is_shared_by_region_as_ever(app: Flask) -> None:
    campaign = make_campaign()
    here = make_cosignature(campaign, "confirmed", region_code="04", city="Trois-Rivières")
    away = make_cosignature(campaign, "confirmed", region_code="06", city="Montréal")
    assert {one.id for one in visible(make_account("chapter", "troccqm"), campaign)} == {here.id}
    assert {one.id for one in visible(make_account("national"), campaign)} == {here.id, away.id}


def test_a_region_without_a_chapter_is_served_by_the_national_staff(app: Flask) -> None:
    campaign = make_campaign()
    nowhere = make_cosignature(campaign, "confirmed", region_code="00", city="Québec")
    assert [one.id for one in visible(make_account("national"), campaign)] == [nowhere.id]
    assert visible(make_account("chapter", "riocm"), campaign) == []


@pytest.mark.parametrize("page", ["cosignatures", "saisie", "relances", "relances/nouvelle", "appels"])
def test_its_desk_does_not_exist_for_the_others_and_its_public_page_does(
    app: Flask, client: FlaskClient, regional: Campaign, page: str
) -> None:
    address = f"/equipe/campagnes/{regional.slug}/{page}"
    own, other = app.test_client(), app.test_client()
    sign_in(own, make_account("chapter", "troccqm"))
    sign_in(other, make_account("national"))
    assert own.get(address).status_code == 200
    assert other.get(address).status_code == 404
    assert other.get(f"/campagnes/{regional.slug}").status_code == 200


def test_only_its_chapter_brings_answers_into_it(app: Flask, regional: Campaign) -> None:
    for account, may in ((make_account("chapter", "troccqm"), True), (make_account("chapter", "riocm"), False)):
        assert (regional.slug in dict(importing.targets(account))) is may
