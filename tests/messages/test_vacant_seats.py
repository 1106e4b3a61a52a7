"""A message to an office that nobody can be written to waits, if the campaign says so, and leaves for whoever comes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import service
from app.messages.models import Message, State, Wait
from app.officials.models import Official
from tests.factories import make_campaign, make_message, make_official, make_riding
from tests.messages.conftest import Supporter, confirm_link
from tests.messages.parliament import answered
from tests.messages.test_races import at_once
from tests.outbox import mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return make_campaign(recipient_rules=["mna_of_riding", "minister:social-services"], when_vacant="wait")


def waits() -> list[Wait]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Wait)))


def told_to(kind: Kind = Kind.MESSAGE) -> list[str]:
    return [mail.to_address for mail in mails(kind)]


def test_a_message_to_a_vacant_seat_leaves_for_whoever_comes_once(campaign: Campaign) -> None:
    message = make_message(campaign, is_confirmed=True, wants_copy=True)
    assert message.state is State.CONFIRMED
    assert service.send_to_newcomers() == 0
    make_official("Nouvelle Députée", riding=make_riding(), email="nouvelle@example.org")
    assert service.send_to_newcomers() == 1
    assert service.send_to_newcomers() == 0
    assert told_to() == ["nouvelle@example.org"]
    assert told_to(Kind.RECEIPT) == [message.supporter.email if message.supporter else ""]
    assert message.state is State.QUEUED
    assert [one.rule for one in waits()] == ["minister:social-services"]


def test_those_who_are_there_receive_it_at_once(campaign: Campaign, minister: Official) -> None:
    message = make_message(campaign, is_confirmed=True)
    assert told_to() == ["minister@example.org"]
    assert message.state is State.QUEUED
    assert service.can_withdraw(message)
    make_official("Nouvelle Députée", riding=make_riding(), email=None)
    assert service.send_to_newcomers() == 0  # somebody sits, and has no address yet


def test_a_message_that_waits_can_be_withdrawn_and_then_leaves_for_nobody(
    campaign: Campaign, minister: Official
) -> None:
    message = make_message(campaign, is_confirmed=True)
    service.withdraw(message.id)
    make_official("Nouvelle Députée", riding=make_riding())
    assert service.send_to_newcomers() == 0
    assert waits() == []


def test_it_waits_no_longer_than_its_campaign_and_its_grace(campaign: Campaign) -> None:
    message = make_message(campaign, is_confirmed=True)
    campaigns.close_campaign(campaign.slug)
    make_official("Nouvelle Députée", riding=make_riding(), email="nouvelle@example.org")
    with days_later(5):
        assert service.send_to_newcomers() == 0
    assert (told_to(), message.state) == ([], State.DONE)
    assert all(one.given_up_at for one in waits())


def test_within_the_grace_it_still_leaves(campaign: Campaign) -> None:
    make_message(campaign, is_confirmed=True)
    campaigns.close_campaign(campaign.slug)
    make_official("Nouvelle Députée", riding=make_riding(), email="nouvelle@example.org")
    with days_later(2):
        assert service.send_to_newcomers() == 1


def test_whoever_comes_and_supports_is_not_asked(campaign: Campaign) -> None:
    with unit_of_work():
        campaign.exclusions = ["stance:supports"]
    make_message(campaign, is_confirmed=True)
    answered(campaign, make_official("Nouvelle Députée", riding=make_riding()))
    assert service.send_to_newcomers() == 0


def test_a_message_is_not_done_while_it_waits(campaign: Campaign, minister: Official) -> None:
    message = make_message(campaign, is_confirmed=True)
    with unit_of_work():
        for recipient in message.recipients:
            recipient.delivery_id = None  # its mail was cleared away
    assert service.finish_delivered() == 0
    make_official("Nouvelle Députée", riding=make_riding())
    assert service.send_to_newcomers() == 1


def test_a_second_message_of_the_same_person_waits_for_nobody_and_the_first_says_so(supporter: Supporter) -> None:
    supporter.sends("joliette")
    first = confirm_link(mails()[0])
    told = mails()[0].body_text
    assert "Il partira dès qu’il pourra être remis à" in told
    supporter.confirms(first)
    supporter.sends("joliette")
    again = mails(Kind.CONFIRMATION)[-1]
    assert "Vous avez déjà écrit" in again.subject
    assert "députée ou député (Joliette)" in again.body_text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 1


def test_the_supporter_knows_before_writing_and_can_follow_it(supporter: Supporter) -> None:
    page = supporter.client.get(f"{supporter.lookup_address}/joliette").text
    assert "Siège vacant" in page
    assert "il attendra : il partira de lui-même" in page.replace("\u00a0", " ")
    preview = supporter.previews("joliette").text
    assert "Il partira dès qu’il pourra être remis à" in preview.replace("\u00a0", " ")
    supporter.sends("joliette")
    link = confirm_link(mails()[0])
    assert "Il partira dès qu’il pourra être remis à" in supporter.client.get(link).text.replace("\u00a0", " ")
    supporter.confirms(link)
    manage = next(word for word in mails()[0].body_text.split() if "/message/" in word and "confirmer" not in word)
    assert "attend de pouvoir être remis" in supporter.client.get(manage.removeprefix("http://localhost")).text


@pytest.mark.engine
def test_two_who_send_at_once_send_it_once(campaign: Campaign, app: Flask) -> None:
    for number in range(3):
        make_message(campaign, is_confirmed=True, email=f"jeanne-{number}@example.com")
    make_official("Nouvelle Députée", riding=make_riding(), email="nouvelle@example.org")
    assert at_once(app, service.send_to_newcomers, service.send_to_newcomers) == [None, None]
    assert told_to() == ["nouvelle@example.org"] * 3
