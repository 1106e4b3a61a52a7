"""A signature received by telephone, on paper, by fax or at an assembly is written down by staff."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Channel, ConsentEntry
from app.core.clock import today
from app.core.database import db
from app.cosignatures import service
from app.cosignatures.errors import AnotherIsLive, NoSuchCosignature
from app.cosignatures.models import Authority, Cosignature, Level
from app.cosignatures.service import Received
from tests.cosignatures.conftest import hidden, moves_of, rows, states, together
from tests.factories import csrf_token, make_account, make_campaign, make_cosignature, make_organization, sign_in
from tests.outbox import mail_names, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data


@pytest.fixture
def chapter(app: Flask) -> Account:
    return make_account("chapter", "troc-bas-saint-laurent", name="Chantal Antenne")


@pytest.fixture
def desk_client(client: FlaskClient, chapter: Account) -> FlaskClient:
    sign_in(client, chapter)
    return client


def heard(**changes: Any) -> Received:
    return Received(**{
        "id": uuid_utils.compat.uuid7(), "organization_id": None, "organization_name": "Le Phare", "region_code": "01",
        "city": "Rimouski", "name": "Nadia Essai", "title": "coordonnatrice", "email": "nadia@example.org",
        "authority": Authority.YES, "authority_on": None, "publishes_name": True, "wants_news": False, "locale": "fr",
        "channel": Channel.PHONE, "received_by": "Chantal Antenne", "received_on": today(), **changes,
    })  # fmt: skip


def sends(client: FlaskClient, campaign: Campaign, **changes: Any) -> TestResponse:
    address = f"/equipe/campagnes/{campaign.slug}/saisie"
    page = client.get(address)
    typed = {
        "csrf_token": csrf_token(page), "entry": hidden(page, "entry"), "channel": "paper", "received_by": "Chantal A.",
        "received_on": today().isoformat(), "organization": "Le Phare", "region": "01", "city": "Rimouski",
        "name": "Nadia Essai", "title": "coordonnatrice", "email": "nadia@example.org", "authority": "yes",
        "publish_name": "y",
    }  # fmt: skip
    return client.post(address, data={**typed, **changes})


def test_what_staff_hear_is_live_and_validated_when_the_board_agrees(campaign: Campaign, chapter: Account) -> None:
    cosignature = service.enter(campaign, heard(), by=chapter)
    assert states() == ["validated"]
    assert moves_of(cosignature.id) == [("confirmed", "staff"), ("validated", "staff")]
    assert service.public_count(campaign) == 1
    [kept] = rows()
    assert kept.reception is not None
    assert (kept.reception.channel, kept.reception.received_by) == (Channel.PHONE, "Chantal Antenne")
    assert kept.level is Level.VALIDATED


def test_a_municipality_that_the_register_does_not_give_is_not_asked_for(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    make_organization("Table de partout", "01", "")
    nowhere = sends(desk_client, campaign, organization="Le Phare", city="")
    assert (nowhere.status_code, "Écrivez la municipalité." in nowhere.text) == (422, True)
    assert sends(desk_client, campaign, organization="Table de partout", city="").status_code == 303
    assert sends(desk_client, campaign, organization="Autre", city="", region="\0").status_code == 422
    assert [row.city for row in rows()] == [""]


@pytest.mark.parametrize("answer", [Authority.NO, Authority.ON_DATE])
def test_it_waits_to_be_validated_when_the_board_has_not_agreed(
    campaign: Campaign, chapter: Account, answer: Authority
) -> None:
    on = today() + timedelta(days=9) if answer is Authority.ON_DATE else None
    service.enter(campaign, heard(authority=answer, authority_on=on), by=chapter)
    assert states() == ["confirmed"]
    assert service.public_count(campaign) == 0
    assert rows()[0].level is Level.ADDRESS


def test_the_consents_are_kept_with_the_way_they_came(campaign: Campaign, chapter: Account) -> None:
    service.enter(campaign, heard(channel=Channel.ASSEMBLY, wants_news=True), by=chapter)
    entries = db.session.scalars(sa.select(ConsentEntry)).all()
    assert {entry.channel for entry in entries} == {Channel.ASSEMBLY}
    given = {entry.text.purpose.value: entry.is_given for entry in entries}
    assert given == {"notice_cosign": True, "publish_name": True, "news": True}


def test_the_signatory_is_told_what_was_noted_with_a_link_to_withdraw(
    client: FlaskClient, campaign: Campaign, chapter: Account
) -> None:
    service.enter(campaign, heard(channel=Channel.FAX, publishes_name=False), by=chapter)
    [mail] = mails()
    text = mail.body_text.replace("\u00a0", " ")
    assert mail_names() == ["cosignature_received"]
    assert "Chantal Antenne a reçu par télécopieur" in text
    assert "Signé par : Nadia Essai, coordonnatrice" in text
    assert "ne sera ni montré ni compté" in text
    link = re.search(r"http://localhost(/signature/\S+)", mail.body_text)
    assert link is not None
    page = client.get(f"{link[1]}/retirer")
    client.post(f"{link[1]}/retirer", data={"csrf_token": csrf_token(page)})
    assert states() == ["withdrawn"]


def test_the_organization_of_the_register_is_the_one_chosen(campaign: Campaign, chapter: Account) -> None:
    known = make_organization("Le Phare de Rimouski", aliases=("Le Phare",))
    assert service.enter(campaign, heard(organization_id=known.id), by=chapter).organization_id == known.id
    other = heard(organization_id=known.id, organization_name="Autre chose")
    assert service.enter(campaign, other, by=chapter).organization_id != known.id


def test_an_organization_signs_once_whatever_the_way(campaign: Campaign, chapter: Account) -> None:
    make_cosignature(campaign, "confirmed", organization_name="Le Phare", city="Rimouski")
    with pytest.raises(AnotherIsLive):
        service.enter(campaign, heard(), by=chapter)
    assert states() == ["confirmed"]


def test_a_form_never_confirmed_stands_in_nobody_s_way(campaign: Campaign, chapter: Account) -> None:
    pending = make_cosignature(campaign, "submitted", organization_name="Le Phare", city="Rimouski")
    service.enter(campaign, heard(), by=chapter)
    service.confirm(pending.id)
    assert sorted(states()) == ["duplicate", "validated"]


def test_a_chapter_writes_down_for_its_own_regions_only(campaign: Campaign, chapter: Account) -> None:
    with pytest.raises(NoSuchCosignature):
        service.enter(campaign, heard(region_code="02", city="Alma"), by=chapter)
    assert states() == []


def test_the_same_form_sent_twice_enters_once(app: Flask, campaign: Campaign, chapter: Account) -> None:
    entry = heard()
    one, two = service.enter(campaign, entry, by=chapter), service.enter(campaign, entry, by=chapter)
    assert one.id == two.id
    assert states() == ["validated"]
    assert mail_names() == ["cosignature_received"]


@pytest.mark.engine
def test_two_colleagues_who_enter_the_same_organization_at_once_enter_it_once(
    app: Flask, campaign: Campaign, chapter: Account
) -> None:
    for same in (False, True):
        entries = [heard(organization_name=f"Ensemble {same}") for _ in range(2)]
        if same:
            entries[1] = entries[0]

        def enter(entry: Received) -> Cosignature:
            return service.enter(campaigns.find(campaign.slug), entry, by=db.session.get_one(Account, chapter.id))

        answers = together(app, *[lambda entry=entry: enter(entry) for entry in entries])  # type: ignore[misc]
        refused = [answer for answer in answers if isinstance(answer, AnotherIsLive)]
        assert len(refused) == (0 if same else 1), answers
    assert states() == ["validated", "validated"]
    assert mail_names() == ["cosignature_received"] * 2


def test_the_page_is_ready_for_the_next_one_and_keeps_what_does_not_change(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    answer = sends(desk_client, campaign)
    assert answer.status_code == 303
    page = desk_client.get(answer.location)
    assert "Le Phare : enregistrée, validée et publiée." in page.text.replace("\u00a0", " ")
    assert re.search(r'<input[^>]*autofocus[^>]*name="organization"|name="organization"[^>]*autofocus', page.text)
    assert re.search(r'checked[^>]*value="paper"', page.text)
    assert 'value="Chantal A."' in page.text
    assert hidden(page, "organization") == ""
    assert sends(desk_client, campaign, organization="La Bouée", email="b@example.org").status_code == 303
    assert states() == ["validated", "validated"]


def test_mistakes_are_said_beside_their_fields_and_nothing_is_kept(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    for wrong in ({"channel": "pigeon"}, {"received_on": tomorrow}, {"received_on": "hier"}, {"received_by": ""},
                  {"email": "nadia@"}, {"region": "02"}, {"organization": ""}, {"authority": ""},
                  {"received_on": "2001-01-01"}):  # fmt: skip
        answer = sends(desk_client, campaign, **wrong)
        assert answer.status_code == 422, wrong
        assert "error-summary" in answer.text
    assert states() == []


def test_mistakes_are_told_in_the_order_of_the_page(desk_client: FlaskClient, campaign: Campaign) -> None:
    fields = (
        "channel",
        "received_by",
        "received_on",
        "organization",
        "region",
        "city",
        "name",
        "title",
        "email",
        "authority",
    )
    page = sends(desk_client, campaign, **dict.fromkeys(fields, "")).text
    told = page[page.index("error-summary") : page.index('<form class="form"')]
    assert re.findall(r'href="#([a-z_]+)(?:-0)?"', told) == list(fields)


def test_an_organization_that_has_signed_is_said_on_the_page(desk_client: FlaskClient, campaign: Campaign) -> None:
    sends(desk_client, campaign)
    answer = sends(desk_client, campaign)
    assert answer.status_code == 422
    assert "a déjà une cosignature en vigueur" in answer.text


def test_a_paper_signed_in_time_is_entered_after_the_campaign_closed(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    campaigns.close_campaign(campaign.slug)
    assert sends(desk_client, campaign).status_code == 303
    assert states() == ["validated"]


def test_a_draft_takes_no_signature(desk_client: FlaskClient, app: Flask) -> None:
    draft = make_campaign("engagez-vous-pour-le-communautaire", is_open=False)
    assert desk_client.get(f"/equipe/campagnes/{draft.slug}/saisie").status_code == 404


def test_who_received_it_is_forgotten_with_the_persons_and_the_way_it_came_stays(
    campaign: Campaign, chapter: Account
) -> None:
    service.enter(campaign, heard(received_by="Canari Antenne"), by=chapter)
    campaigns.close_campaign(campaign.slug)
    with days_later(200):
        service.forget_signatories_of_closed_campaigns()
    db.session.expire_all()
    kept = rows()[0].reception
    assert kept is not None
    assert (kept.channel, "Canari" in kept.received_by) == (Channel.PHONE, False)
