"""Whom the rules of a campaign name, whom it leaves out, and what becomes of an office that nobody holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.commitments.models import Stance
from app.core.clock import today
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.messages import service
from app.messages.recipients import Recipients, recipients_of
from app.officials import service as officials
from app.officials.models import Office, Official
from app.officials.service import Function
from tests.factories import BUNDLE, make_campaign, make_message, make_official, make_riding
from tests.messages.parliament import answered, give_office
from tests.passing_time import days_later

pytestmark = pytest.mark.data
HEALTH = {"office": Office.CRITIC, "portfolio": "health"}


def asking(*rules: str, **changes: Any) -> Campaign:
    """The campaign, with these rules."""
    try:
        campaign = campaigns.find(BUNDLE)
    except NoSuchCampaign:
        campaign = make_campaign()
    with unit_of_work():
        for name, value in {"recipient_rules": list(rules), **changes}.items():
            setattr(campaign, name, value)
    return campaign


def to(campaign: Campaign, riding: str = "Rimouski") -> Recipients:
    return recipients_of(campaign, make_riding(riding))


def names(campaign: Campaign, riding: str = "Rimouski") -> list[str]:
    return [mandate.official.name for mandate in to(campaign, riding).mandates]


@pytest.fixture
def critics(app: Flask) -> None:
    """Two parties each have a critic for health."""
    for party in ("Parti de l’Exemple", "Union inventée"):
        give_office(f"Critique {party}", Function(**HEALTH, party=party), party=party)


@pytest.mark.usefixtures("critics")
def test_critics_are_those_of_every_party_or_of_one() -> None:
    assert names(asking("critic:health")) == [
        "Critique Parti de l’Exemple", "Critique Union inventée",
    ]  # fmt: skip
    assert names(asking("critic:health:union-inventee")) == ["Critique Union inventée"]
    assert names(asking("critic:health:parti-de-lexemple")) == ["Critique Parti de l’Exemple"]


def test_the_minister_of_the_region_and_the_head_of_an_institution_are_named_by_the_riding(app: Flask) -> None:
    give_office("Ministre d’ici", Function(office=Office.REGIONAL_MINISTER, region_code="01"))
    give_office("Ministre d’ailleurs", Function(office=Office.REGIONAL_MINISTER, region_code="14"))
    give_office("Directrice", Function(office=Office.HEAD, institution="CISSS de l’Exemple"))
    campaign = asking("regional_minister", "head:cisss-de-lexemple")
    assert names(campaign) == ["Ministre d’ici", "Directrice"]


@pytest.mark.usefixtures("critics")
def test_several_rules_together_name_nobody_twice_in_their_order(app: Flask) -> None:
    minister = make_official("Ministre et députée", portfolio="health", riding=make_riding())
    campaign = asking("minister:health", "mna_of_riding", "critic:health")
    assert names(campaign) == [minister.name, "Critique Parti de l’Exemple", "Critique Union inventée"]
    assert to(campaign).reachable[0].rule == "minister:health"


@pytest.mark.usefixtures("critics")
@pytest.mark.parametrize(
    ("exclusion", "left"),
    [
        ("party:union-inventee", ["Réal Exemple", "Critique Parti de l’Exemple"]),
        ("office:critic", ["Réal Exemple"]),
        ("person:real-exemple", ["Critique Parti de l’Exemple", "Critique Union inventée"]),
        ("stance:supports", ["Critique Parti de l’Exemple", "Critique Union inventée"]),
    ],
)
def test_a_party_an_office_a_person_or_whoever_supports_is_left_out(exclusion: str, left: list[str]) -> None:
    mna = make_official("Réal Exemple", riding=make_riding())
    campaign = asking("mna_of_riding", "critic:health", exclusions=[exclusion])
    answered(campaign, mna)
    assert names(campaign) == left
    with_us = [one.official.name for one in to(campaign).with_us]
    assert with_us == (["Réal Exemple"] if exclusion == "stance:supports" else [])


def test_an_answer_to_another_campaign_leaves_nobody_out(app: Flask) -> None:
    mna = make_official("Réal Exemple", riding=make_riding())
    asked = asking("mna_of_riding", exclusions=["stance:supports"])
    answered(make_campaign("engagez-vous-pour-le-communautaire"), mna)
    assert names(asked) == ["Réal Exemple"]
    answered(asked, mna, Stance.REFUSES)
    assert names(asked) == ["Réal Exemple"]


def test_a_vacant_seat_is_left_out_replaced_or_waited_for(app: Flask) -> None:
    make_official("Ministre", portfolio="finance")
    assert not to(asking("mna_of_riding")).is_anybody_there
    instead = to(asking("mna_of_riding", when_vacant="minister:finance"))
    assert [one.official.name for one in instead.mandates] == ["Ministre"]
    assert instead.others_instead
    assert [place.rule for place in instead.empty] == ["mna_of_riding"]
    waits = to(asking("mna_of_riding", when_vacant="wait"))
    assert waits.mandates == []
    assert [place.rule for place in waits.waiting] == ["mna_of_riding"]
    assert waits.variants == [""]


def test_a_seat_that_is_held_asks_for_nobody_instead(app: Flask) -> None:
    make_official("Ministre", portfolio="finance")
    make_official("Réal Exemple", riding=make_riding())
    campaign = asking("mna_of_riding", when_vacant="minister:finance")
    assert names(campaign) == ["Réal Exemple"]


def test_somebody_without_an_address_is_an_empty_place_too(app: Flask) -> None:
    make_official("Sans Adresse", riding=make_riding(), email=None)
    make_official("Ministre", portfolio="finance")
    campaign = asking("mna_of_riding", when_vacant="minister:finance")
    assert names(campaign) == ["Ministre"]


def test_a_seat_is_vacant_the_day_after_the_last_of_its_mandate(app: Flask) -> None:
    mna: Official = make_official("Réal Exemple", riding=make_riding())
    officials.end_mandate(mna.mandates[0].id, on=today() - timedelta(days=1))
    assert to(asking("mna_of_riding", when_vacant="wait")).waiting


def test_what_waits_its_turn_does_not_reach_whoever_supports_meanwhile(app: Flask) -> None:
    mna = make_official("Réal Exemple", riding=make_riding())
    campaign = asking("mna_of_riding", exclusions=["stance:supports"])
    message = make_message(campaign, is_confirmed=True)
    assert service.refusal_to_official(message.recipients[0].guard_key) is None
    answered(campaign, mna)
    refusal = service.refusal_to_official(message.recipients[0].guard_key)
    assert (refusal, isinstance(refusal, deliveries.Later)) == ("left_out", True)
    answered(campaign, mna, Stance.MET)  # it was a mistake
    assert service.refusal_to_official(message.recipients[0].guard_key) is None
    answered(campaign, mna)
    campaigns.close_campaign(campaign.slug)
    with days_later(4):
        assert service.refusal_to_official(message.recipients[0].guard_key) == "campaign_closed"
