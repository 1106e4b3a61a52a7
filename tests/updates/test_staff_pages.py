"""The pages of staff: written, looked at, published, sent with the numbers before; with bad input too."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import db
from app.deliveries.models import Kind as Mailed
from app.updates import service
from app.updates.models import Kind, Update
from tests.desk.conftest import counting
from tests.factories import form_token, make_account, sign_in
from tests.outbox import mails
from tests.updates.conftest import CHAPTER, draft, published, reader

pytestmark = pytest.mark.data
MOST = 12
TYPED = {"title": "On avance", "body": "Le **ministre** nous reçoit."}
MEETING = {"starts_at": "2027-05-01T13:30", "ends_at": "", "place": "Parc", "address": "", "accessibility": ""}


@pytest.fixture
def address(client: FlaskClient, campaign: Campaign, staff: Account) -> str:
    sign_in(client, staff)
    return f"/equipe/campagnes/{campaign.slug}/nouvelles"


def posts(client: FlaskClient, path: str, /, **typed: Any) -> TestResponse:
    token = form_token(client)
    return client.post(path, data={"csrf_token": token, **typed})


def only() -> Update:
    return db.session.scalars(sa.select(Update)).one()


def test_a_draft_is_written_then_published(client: FlaskClient, campaign: Campaign, address: str) -> None:
    answer = posts(client, f"{address}/ecrire/nouvelle", **TYPED)
    assert answer.location == f"{address}/1"
    assert client.get(f"/campagnes/{campaign.slug}/nouvelles/1").status_code == 404
    posts(client, f"{address}/1/publier")
    assert "On avance" in client.get(f"/campagnes/{campaign.slug}/nouvelles/1").text
    page = client.get(address).text
    assert "On avance" in page
    assert "publiée" in page


def test_the_hour_of_an_activity_is_that_of_quebec(client: FlaskClient, address: str) -> None:
    posts(client, f"{address}/ecrire/activite", **TYPED, **MEETING)
    starts = only().starts_at
    assert starts is not None
    assert starts.isoformat() == "2027-05-01T17:30:00+00:00"
    assert 'value="2027-05-01T13:30"' in client.get(f"{address}/1").text


@pytest.mark.parametrize(
    ("genre", "typed", "said"),
    [
        ("nouvelle", {"title": ""}, "Écrivez le titre."),
        ("nouvelle", {"body": ""}, "Écrivez le texte."),
        ("nouvelle", {"title": "t" * 151}, "Au plus 150 caractères"),
        ("nouvelle", {"regions": "99"}, "Choisissez dans la liste."),
        ("nouvelle", {"title_en": "Only the title"}, "Écrivez aussi cette moitié"),
        ("activite", {"starts_at": ""}, "Écrivez quand elle commence."),
        ("activite", {"starts_at": "demain"}, "Écrivez la date et l’heure"),
        ("activite", {"starts_at": "0001-01-01T00:00"}, "Écrivez la date et l’heure"),
        ("activite", {"ends_at": "2027-05-01T13:30"}, "La fin vient avant le début."),
        ("activite", {"place": ""}, "Écrivez où elle a lieu."),
    ],
)
def test_mistakes_are_said_and_nothing_is_lost(
    client: FlaskClient, address: str, genre: str, typed: dict[str, str], said: str
) -> None:
    given = {**TYPED, **(MEETING if genre == "activite" else {}), **typed}
    answer = posts(client, f"{address}/ecrire/{genre}", **given)
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ")
    assert given["title"] in answer.text
    assert db.session.scalars(sa.select(Update)).all() == []


def test_the_preview_keeps_nothing(client: FlaskClient, address: str) -> None:
    shown = posts(client, f"{address}/ecrire/nouvelle/apercu", **TYPED, title_en="We move on", body_en="Indeed")
    assert all(words in shown.text for words in ("On avance", "<strong>ministre</strong>", "We move on"))
    assert "Titre" in posts(client, f"{address}/ecrire/activite/apercu", title="", body="").text
    assert db.session.scalars(sa.select(Update)).all() == []


def test_an_hour_that_is_past_is_refused(client: FlaskClient, campaign: Campaign, staff: Account, address: str) -> None:
    draft(campaign, staff)
    for typed in ("2020-01-01T10:00", "", "jamais"):
        assert posts(client, f"{address}/1/programmer", publishes_at=typed).status_code == 422
    assert posts(client, f"{address}/1/programmer", publishes_at="2099-01-01T10:00").status_code == 303
    assert "programmée" in client.get(f"{address}/1").text


def test_two_people_do_not_write_over_each_other(
    client: FlaskClient, campaign: Campaign, staff: Account, address: str
) -> None:
    update = draft(campaign, staff)
    typed = {**TYPED, "title": "Mes mots", "seen": service.as_seen(update)}
    assert posts(client, f"{address}/1", **{**typed, "title": "D’abord"}).status_code == 303
    late = posts(client, f"{address}/1", **typed)
    assert late.status_code == 409
    assert "Mes mots" in late.text


def test_the_numbers_are_read_before_the_button_and_the_progress_after(
    client: FlaskClient, campaign: Campaign, staff: Account, address: str
) -> None:
    reader(campaign)
    reader(campaign, wants_news=False)
    published(campaign, staff)
    page = client.get(f"{address}/1/envoi").text
    assert "Envoyer à 1 personne" in page
    assert "n’ont pas demandé de nouvelles" in page
    assert "Le **ministre** nous reçoit." in page
    posts(client, f"{address}/1/envoi")
    assert "Annuler l’envoi" in client.get(f"{address}/1/envoi").text
    posts(client, f"{address}/1/envoi/annuler")
    assert "Envoyer à 1 personne" in client.get(f"{address}/1/envoi").text
    posts(client, f"{address}/1/envoi/essai")
    assert {mail.to_address for mail in mails(Mailed.STAFF)} == {staff.email}


def test_a_draft_is_not_sent(client: FlaskClient, campaign: Campaign, staff: Account, address: str) -> None:
    reader(campaign)
    draft(campaign, staff)
    assert "Publiez-la d’abord" in client.get(f"{address}/1/envoi").text
    posts(client, f"{address}/1/envoi")
    assert "Envoyer à" not in client.get(f"{address}/1/envoi").text


def test_a_chapter_finds_only_what_is_its_own(client: FlaskClient, campaign: Campaign, staff: Account) -> None:
    update = published(campaign, staff)
    sign_in(client, make_account("chapter", CHAPTER))
    here = f"/equipe/campagnes/{campaign.slug}/nouvelles"
    assert "On avance" not in client.get(here).text
    assert "victoire" not in client.get(here).text
    for path in (f"{here}/{update.number}", f"{here}/{update.number}/envoi", f"{here}/ecrire/victoire"):
        assert client.get(path).status_code == 404
    answer = posts(client, f"{here}/ecrire/nouvelle", **{**TYPED, "regions": "02"})
    assert answer.status_code == 422
    assert posts(client, f"{here}/ecrire/nouvelle", **{**TYPED, "regions": "01"}).status_code == 303


@pytest.mark.engine
@pytest.mark.parametrize(
    "page", ["{staff}", "{staff}/1", "{staff}/1/envoi", "{here}", "{here}/nouvelles", "{here}/nouvelles/1"]
)
def test_a_page_asks_as_much_with_many_as_with_few(
    client: FlaskClient, campaign: Campaign, staff: Account, address: str, page: str
) -> None:
    where = page.format(staff=address, here=f"/campagnes/{campaign.slug}") + "?fraiche=1"
    asked = []
    for _ in range(2):
        for kind in (Kind.NEWS, Kind.NEWS, Kind.ACTIVITY, Kind.ACTIVITY):
            published(campaign, staff, kind, region="01")
            published(campaign, staff, kind)
            reader(campaign)
        client.get(where)
        with counting() as sent:
            assert client.get(where).status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1]
    assert asked[0] <= MOST or page == "{here}", "\n\n".join(sent)  # the page of a campaign tells of much else


def test_for_whom_is_settled_while_the_mails_wait(
    client: FlaskClient, campaign: Campaign, staff: Account, address: str
) -> None:
    reader(campaign)
    update = published(campaign, staff)
    service.send(update, by=staff)
    answer = posts(client, f"{address}/1", **TYPED | {"regions": "01", "seen": service.as_seen(update)})
    assert (answer.status_code, "annulez d’abord l’envoi" in answer.text) == (422, True)
