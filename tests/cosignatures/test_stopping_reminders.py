"""What keeps a reminder back once it waits: a signature, a closed campaign, a stop of one click."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.cosignatures import links, service
from app.cosignatures.errors import NobodyToRemind
from app.deliveries import service as deliveries
from app.deliveries.models import State as DeliveryState
from tests.cosignatures.reminding import known, reminders, sending
from tests.engines import SmtpSink
from tests.factories import make_cosignature
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def guard(mail: Any) -> str | None:
    return service.why_a_reminder_must_not_leave(mail.guard_key)


def test_whoever_signs_meanwhile_is_not_reminded(campaign: Campaign, chapter: Account) -> None:
    organization = known("Le Phare")
    service.send(campaign, sending(), by=chapter)
    [mail] = reminders()
    assert guard(mail) is None
    make_cosignature(campaign, "confirmed", organization_name="Le Phare", city="Rimouski")
    assert guard(mail) == "signed"
    assert organization.id is not None


def test_a_stop_or_a_closed_campaign_keeps_back_what_waits(campaign: Campaign, chapter: Account) -> None:
    one, two = known("Le Phare"), known("La Bouée")
    service.send(campaign, sending(), by=chapter)
    service.stop(one.id)
    by_name = {mail.to_name: mail for mail in reminders()}
    assert (guard(by_name["Le Phare"]), guard(by_name["La Bouée"])) == ("stopped", None)
    campaigns.close_campaign(campaign.slug)
    assert guard(by_name["La Bouée"]) == "campaign_closed"
    assert two.id is not None


def test_the_worker_asks_and_the_header_of_the_way_out_leaves_with_the_mail(
    campaign: Campaign, chapter: Account, smtp: SmtpSink
) -> None:
    known("Le Phare", email="phare@example.org")
    known("La Bouée", email="bouee@example.org")
    service.send(campaign, sending(), by=chapter)
    make_cosignature(campaign, "validated", organization_name="La Bouée", city="Rimouski", email="n@example.org")
    deliveries.drain(5)
    states = {mail.to_address: mail.state for mail in reminders()}
    assert states == {
        "phare@example.org": DeliveryState.ACCEPTED, "bouee@example.org": DeliveryState.CANCELLED,
    }  # fmt: skip
    [received] = smtp.to("phare@example.org")
    assert re.fullmatch(r"<http://localhost/relances/arret/[^>]+>", received.message["List-Unsubscribe"])
    assert received.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [line] = service.sent(campaign, chapter)
    assert (line.reminder.reached, line.arrived, line.waiting, line.author) == (2, 1, 0, "Chantal Antenne")


def test_one_click_of_the_mail_program_stops_every_reminder_without_a_cookie(
    app: Flask, campaign: Campaign, chapter: Account
) -> None:
    organization = known("Le Phare")
    address = f"/relances/arret/{links.STOP.token(organization.id)}"
    program = app.test_client(use_cookies=False)
    assert program.get(address).status_code == 200
    assert not service.is_stopped(organization.id)
    for _ in range(2):
        assert program.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert service.is_stopped(organization.id)
    with pytest.raises(NobodyToRemind):
        service.send(campaign, sending(), by=chapter)
    program.post(address, data={"resume": "1"})
    assert not service.is_stopped(organization.id)
    assert service.send(campaign, sending(), by=chapter).reached == 1


def test_a_stop_outlives_the_week_and_the_reminder(campaign: Campaign, chapter: Account) -> None:
    organization = known("Le Phare")
    service.send(campaign, sending(), by=chapter)
    service.stop(organization.id)
    with days_later(30), pytest.raises(NobodyToRemind):
        service.send(campaigns.find(campaign.slug), sending(), by=chapter)


def test_a_link_of_another_kind_stops_nobody(client: FlaskClient, campaign: Campaign) -> None:
    signed = make_cosignature(campaign, "confirmed")
    assert client.post(f"/relances/arret/{links.MANAGE.token(signed.id)}").status_code == 404
    assert client.post(f"/relances/arret/{links.STOP.token(uuid.uuid4())}").status_code == 404
