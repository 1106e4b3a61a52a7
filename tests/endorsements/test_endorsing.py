"""Somebody endorses a campaign: confirmed by mail, looked at by staff, shown apart from the signatories."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from app.campaigns import service as campaigns
from app.campaigns.errors import CampaignClosed, NoSuchCampaign
from app.consents import service as consents
from app.consents.models import Purpose
from app.core import renderings
from app.core.clock import frozen, now
from app.core.database import db
from app.core.personal_links import WrongCode
from app.core.suspicion import Suspicion
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.endorsements import links, service
from app.endorsements.errors import (
    AlreadyValidated,
    EndorsementWithdrawn,
)
from app.endorsements.models import Endorsement, Endorser, State, Supporting
from tests.endorsements.giving import endorse, form, given, mails, person, row
from tests.factories import csrf_token, make_account, make_campaign, sign_in

pytestmark = pytest.mark.data


def test_it_counts_once_confirmed_and_validated_and_never_among_the_signatories(app: Flask) -> None:
    campaign = make_campaign()
    before = renderings.revision(campaign.page_key)
    waiting = endorse(campaign, form(), "submitted")
    assert service.public_support(campaign).total == 0
    service.confirm(waiting.id)
    assert service.public_support(campaign).total == 0
    service.validate(waiting.id, row(waiting.id).as_seen, by=make_account())
    support = service.public_support(campaign)
    assert [(group.kind, [one.name for one in group.named]) for group in support.groups] == [
        (Supporting.UNION, ["Syndicat des essais"])
    ]
    assert cosignatures.public_count(campaign) == 0
    assert renderings.revision(campaign.page_key) == before + 1
    assert [mail.dedupe_key.partition(":")[0] for mail in mails()] == ["endorsement_confirm", "endorsement_validated"]


def test_the_six_digits_confirm_like_the_link(app: Flask) -> None:
    waiting = endorse(make_campaign(), form(), "submitted")
    with pytest.raises(WrongCode):
        service.confirm_by_code(waiting.id, "000000")
    assert service.confirm_by_code(waiting.id, links.CONFIRM.code(waiting.id)).state is State.CONFIRMED
    assert service.confirm(waiting.id).state is State.CONFIRMED


def test_each_consent_is_kept_with_its_words(app: Flask) -> None:
    found = endorse(make_campaign(), form(publishes_name=False, wants_news=True))
    assert consents.in_force(f"endorsement:{found.id}") == {
        Purpose.NOTICE_ENDORSE: True, Purpose.PUBLISH_ENDORSEMENT: False, Purpose.NEWS: True,
    }  # fmt: skip
    service.choose(found.id, publishes_name=True, wants_news=False)
    assert service.choices(row(found.id))[Purpose.PUBLISH_ENDORSEMENT] is True


def test_a_person_is_named_only_with_consent_and_few_who_are_not_named_leave_no_figure(app: Flask) -> None:
    campaign, staff = make_campaign(), make_account()
    endorse(campaign, person("Odile Essai"), "validated", by=staff)
    for number in range(4):
        endorse(campaign, person(f"Personne {number}", publishes_name=False), "validated", by=staff)
    (group,) = service.public_support(campaign).groups
    assert ([one.name for one in group.named], group.unnamed) == (["Odile Essai"], 0)
    endorse(campaign, person("La cinquième", publishes_name=False), "validated", by=staff)
    (group,) = service.public_support(campaign).groups
    assert (group.count, group.unnamed) == (6, 5)


def test_the_same_given_twice_from_one_mailbox_stays_one(app: Flask) -> None:
    campaign = make_campaign()
    first = endorse(campaign, form(email="odile@example.org"))
    second = service.submit(campaign, form(email="odile@example.org"))
    assert service.confirm(second).id == first.id
    with pytest.raises(LinkExpired):
        service.find(second)


def test_one_city_is_validated_once_whoever_speaks_for_it_and_two_persons_may_have_one_name(app: Flask) -> None:
    campaign, staff = make_campaign(), make_account()
    city = given(Supporting.MUNICIPALITY, "Ville de Villebrume")
    endorse(campaign, form(city), "validated", by=staff)
    again = endorse(campaign, form(given(Supporting.MUNICIPALITY, "VILLE DE VILLEBRUME")))
    with pytest.raises(AlreadyValidated):
        service.validate(again.id, again.as_seen, by=staff)
    assert row(again.id).state is State.CONFIRMED
    with pytest.raises(IntegrityError, match=r"uq_endorsements_once|same_key"), unit_of_work():
        row(again.id).validate(at=now())
    for _twice in range(2):
        endorse(campaign, person("Marie Tremblay"), "validated", by=staff)
    assert service.public_support(campaign).total == 3


def test_what_comes_too_often_is_kept_without_a_mail_and_marked(app: Flask) -> None:
    campaign = make_campaign()
    found = [endorse(campaign, form(email="odile@example.org"), "submitted") for _often in range(6)]
    assert [one.suspicion for one in found] == [None] * 5 + [Suspicion.ADDRESS_LIMIT]
    assert len(mails()) == 5


def test_correcting_a_name_sends_it_back_to_staff_and_withdrawing_leaves_nothing_of_the_person(app: Flask) -> None:
    campaign = make_campaign()
    found = endorse(campaign, person("Odile Essai"), "validated")
    service.correct(found.id, given(Supporting.PERSON, "Odile Corrigée", person="Odile Corrigée", person_title=""))
    assert (row(found.id).state, service.public_support(campaign).total) == (State.CONFIRMED, 0)
    service.withdraw(found.id)
    gone = row(found.id)
    assert (gone.state, gone.name, gone.email_key, gone.endorser) == (State.WITHDRAWN, "", "", None)
    with pytest.raises(EndorsementWithdrawn):
        service.find(found.id)


def test_what_nobody_confirmed_and_persons_of_old_campaigns_are_forgotten(app: Flask) -> None:
    campaign = make_campaign()
    endorse(campaign, form(), "submitted")
    kept = endorse(campaign, form(given(Supporting.MUNICIPALITY, "Ville de Villebrume")), "validated")
    elected = given(Supporting.ELECTED, "Camille Essai", title="mairesse")
    named = endorse(campaign, form(elected), "validated")
    silent = endorse(campaign, form(given(Supporting.ELECTED, "Dominique Essai"), publishes_name=False), "validated")
    assert service.forget_unconfirmed() == 0
    with frozen(now() + timedelta(days=31)):
        assert service.forget_unconfirmed() == 1
    campaigns.close_campaign(campaign.slug)
    with frozen(now() + timedelta(days=400)):
        assert service.forget_persons() == 3
        assert service.forget_persons() == 0
    assert [row(one.id).name for one in (kept, named, silent)] == ["Ville de Villebrume", "Camille Essai", ""]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Endorser)) == 0
    assert service.public_support(campaign).groups[0].count == 1


def test_nobody_endorses_a_campaign_that_does_not_take_it_or_is_closed(app: Flask) -> None:
    campaign = make_campaign(takes_endorsements=False)
    with pytest.raises(NoSuchCampaign):
        campaigns.open_for_endorsements(campaign.slug)
    other = make_campaign("engagez-vous-pour-le-communautaire")
    campaigns.close_campaign(other.slug)
    with pytest.raises(CampaignClosed):
        campaigns.open_for_endorsements(other.slug)


class TestOnThePages:
    def typed(self, client: FlaskClient, address: str, **changes: str) -> dict[str, str]:
        filled = {"kind": "municipality", "body": "Ville de Villebrume", "name": "Odile Essai", "title": "mairie",
                  "region": "01", "city": "Villebrume", "email": "odile@example.org", "publish": "y"}  # fmt: skip
        return {"csrf_token": csrf_token(client.get(address)), **filled, **changes}

    def test_a_city_endorses_from_the_page_of_the_campaign_to_the_public_list(
        self, app: Flask, client: FlaskClient
    ) -> None:
        campaign = make_campaign()
        address = f"/campagnes/{campaign.slug}/appuyer"
        assert address in client.get(f"/campagnes/{campaign.slug}").text
        asked = client.get(address).text
        assert all(
            f'name="{field}"' in asked for field in ("kind", "body", "name", "title", "city", "email", "publish")
        )
        waiting = client.post(address, data=self.typed(client, address))
        assert waiting.status_code == 303
        assert "odile@example.org" in client.get(waiting.location).text
        found = db.session.scalars(sa.select(Endorsement)).one()
        token = links.CONFIRM.token(found.id)
        page = client.get(f"/appui/confirmer/{token}")
        assert row(found.id).state is State.SUBMITTED
        done = client.post(f"/appui/confirmer/{token}", data={"csrf_token": csrf_token(page)})
        assert "Ville de Villebrume" in client.get(done.location).text
        staff = app.test_client()
        sign_in(staff, make_account())
        desk = staff.get(f"/equipe/appuis/{found.id}")
        data = {"csrf_token": csrf_token(desk), "seen": row(found.id).as_seen}
        assert staff.post(f"/equipe/appuis/{found.id}/valider", data=data).status_code == 303
        for public in ("", "/signataires", "/appuis.csv"):
            assert "Ville de Villebrume" in client.get(f"/campagnes/{campaign.slug}{public}").text
        assert "Villebrume" not in client.get(f"/campagnes/{campaign.slug}/signataires.csv").text
        assert "Odile" not in client.get(f"/campagnes/{campaign.slug}/signataires").text

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"kind": ""}, "Choisissez au nom de qui"),
            ({"kind": "party"}, "Choisissez au nom de qui"),
            ({"body": ""}, "Écrivez le nom de la ville"),
            ({"body": "=CMD()"}, "Commencez par une lettre"),
            ({"title": ""}, "Écrivez votre fonction"),
            ({"region": "99"}, "Choisissez une région"),
            ({"email": "odile"}, "Il manque le @"),
            ({"name": "www.exemple.com"}, "Sans adresse web"),
        ],
    )
    def test_a_mistake_is_said_and_nothing_typed_is_lost(
        self, client: FlaskClient, changed: dict[str, str], sentence: str
    ) -> None:
        address = f"/campagnes/{make_campaign().slug}/appuyer"
        answer = client.post(address, data=self.typed(client, address, **changed))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="Villebrume"' in answer.text

    def test_nothing_is_asked_of_a_body_before_one_says_who_supports(self, client: FlaskClient) -> None:
        address = f"/campagnes/{make_campaign().slug}/appuyer"
        answer = client.post(address, data=self.typed(client, address, kind="", body="", title="")).text
        assert "Écrivez le nom de la ville" not in answer
        assert "Écrivez votre fonction" not in answer

    def test_somebody_in_their_own_name_needs_neither_body_nor_office(self, client: FlaskClient) -> None:
        address = f"/campagnes/{make_campaign().slug}/appuyer"
        typed = self.typed(client, address, kind="person", body="Ville oubliée là", title="")
        assert client.post(address, data=typed).status_code == 303
        found = db.session.scalars(sa.select(Endorsement)).one()
        assert (found.kind, found.name, found.title) == (Supporting.PERSON, "Odile Essai", "")
