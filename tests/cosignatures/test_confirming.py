"""The address is proved by the button behind a link; only then does an organization count."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import tokens
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links
from app.cosignatures.models import Cosignature, State
from app.organizations.models import Kind, Organization, Origin
from tests.cosignatures.conftest import Coordinator, moves_of, rows, states
from tests.factories import csrf_token, make_cosignature, make_organization
from tests.outbox import link_in, mail_names, mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def test_opening_the_link_changes_nothing_and_shows_a_button(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    for _ in range(3):
        page = coordinator.client.get(link)
        assert page.status_code == 200
        assert "Confirmer la cosignature</button>" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    coordinator.client.head(link)
    assert states() == ["submitted"]


def test_the_button_confirms_adds_the_organization_and_thanks_with_the_rank(coordinator: Coordinator) -> None:
    for number in range(3):
        make_cosignature(coordinator.campaign, "confirmed", organization_name=f"Avant {number}")
    coordinator.sends()
    page = coordinator.confirms()
    assert "Votre organisme est le 4e à avoir signé." in page.text
    assert coordinator.campaign.slug in page.text
    assert "Copier le texte" in page.text
    assert f"/campagnes/{coordinator.campaign.slug}/ecrire" in page.text
    cosignature = rows()[-1]
    assert cosignature.state is State.CONFIRMED
    assert cosignature.confirmed_at is not None
    assert cosignature.organization is not None
    assert cosignature.organization.origin is Origin.SIGNATURE
    assert cosignature.organization.name == "Maison des femmes de l’Été inc."
    assert moves_of(cosignature.id) == [("confirmed", "signatory")]


def test_the_first_one_is_told_that_it_is_the_first(coordinator: Coordinator) -> None:
    coordinator.sends()
    assert "Votre organisme est le premier à avoir signé." in coordinator.confirms().text


def test_pressing_again_and_opening_again_are_harmless(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    coordinator.confirms(link)
    again = coordinator.client.get(link)
    assert again.status_code == 303
    page = coordinator.client.get(again.location)
    assert "Votre organisme est le premier à avoir signé." in page.text
    token = tokens.sign(links.CONFIRM.purpose, rows()[0].id.hex)
    form = coordinator.client.get(coordinator.address)
    assert coordinator.client.post(f"/confirmer/{token}", data={"csrf_token": csrf_token(form)}).status_code == 303
    assert moves_of(rows()[0].id) == [("confirmed", "signatory")]
    assert mail_names() == ["cosignature_confirm"]


def test_without_a_csrf_token_the_button_does_nothing(coordinator: Coordinator) -> None:
    coordinator.sends()
    assert coordinator.client.post(link_in(mails()[0], "/confirmer/"), data={}).status_code == 400
    assert states() == ["submitted"]


def test_an_organization_of_the_register_is_recognized_and_a_regional_table_is_known_as_one(
    coordinator: Coordinator,
) -> None:
    table = make_organization("Table régionale d’ici", kind=Kind.REGIONAL_TABLE)
    coordinator.sends(organization="TABLE RÉGIONALE D'ICI")
    coordinator.confirms()
    [cosignature] = rows()
    assert cosignature.organization_id == table.id
    assert cosignature.is_regional_table is True
    assert cosignature.shown_name == "TABLE RÉGIONALE D'ICI"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 1


def test_an_altered_a_foreign_and_a_cut_link_say_that_they_do_not_work(coordinator: Coordinator) -> None:
    coordinator.sends()
    [cosignature] = rows()
    good = links.CONFIRM.url(cosignature.id, "fr").removeprefix("http://localhost")
    others = [links.MANAGE.token(cosignature.id), tokens.sign(links.CONFIRM.purpose, "pas un identifiant"),
              tokens.sign(links.CONFIRM.purpose, [1]), "%00", "é", "a" * 9000]  # fmt: skip
    for bad in (good[:-1], good[:30], good + "x", *(f"/confirmer/{other}" for other in others), "/signature/x"):
        page = coordinator.client.get(bad)
        assert page.status_code == 404, bad
        assert "Ce lien ne fonctionne pas" in page.text
    assert states() == ["submitted"]


def test_a_link_of_eight_days_is_expired_and_offers_another(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    with days_later(8):
        page = coordinator.client.get(link)
        assert page.status_code == 410
        assert "sept jours" in page.text
        assert f"/campagnes/{coordinator.campaign.slug}/cosigner/lien" in page.text
        coordinator.posts(f"/campagnes/{coordinator.campaign.slug}/cosigner/lien", email="nadia@example.org")
        coordinator.confirms(link_in(mails()[-1], "/confirmer/"))
    assert states() == ["confirmed"]


def test_a_link_to_what_was_destroyed_since_is_expired_too(coordinator: Coordinator) -> None:
    coordinator.sends()
    link = link_in(mails()[0], "/confirmer/")
    with unit_of_work():
        db.session.execute(sa.delete(Cosignature))
    page = coordinator.client.get(link)
    assert page.status_code == 410
    assert "Ce qui avait été donné a été effacé" in page.text


def test_what_was_signed_in_time_may_be_confirmed_after_the_closing_but_not_once_archived(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    coordinator = Coordinator(client, campaign)
    for name in ("Une", "Deux"):
        coordinator.sends(organization=name)
    first, second = (link_in(mail, "/confirmer/") for mail in mails())
    campaigns.close_campaign(campaign.slug)
    assert coordinator.confirms(first).status_code == 200
    with unit_of_work():
        campaigns.find(campaign.slug).archive()
    assert coordinator.confirms(second).status_code == 410
    assert states() == ["confirmed", "submitted"]
