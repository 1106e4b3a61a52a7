"""Staff read what would be published, freeze it once they have, and take the internal table with a reason."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.campaigns.models import Campaign
from app.core.audit import AuditEntry
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import service
from app.editions.counting import By
from app.editions.models import Edition
from app.organizations.models import Organization
from tests.editions.conftest import sign
from tests.factories import csrf_token, form_token, make_account, sign_in

pytestmark = pytest.mark.data


@pytest.fixture
def address(client: FlaskClient, campaign: Campaign) -> str:
    sign_in(client, make_account())
    return f"/equipe/campagnes/{campaign.slug}/editions"


def freezes(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    token = csrf_token(client.get(address))
    return client.post(address, data={"csrf_token": token, "number": "1", "is_read": "y", **typed})


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Edition)) or 0


def test_whoever_leads_the_campaign_freezes_what_was_read(
    client: FlaskClient, address: str, signed: dict[str, Cosignature]
) -> None:
    assert "Geler l’édition 1" in client.get(address).text
    assert freezes(client, address).location == address
    page = client.get(address).text
    assert "L’édition 1 est gelée, et publiée." in page
    assert f'<a href="{address.removeprefix("/equipe")}/1">La voir comme tout le monde</a>' in page
    assert "Geler l’édition 2" in page
    assert "Maude Essai" in page


def test_the_figures_of_an_edition_are_those_of_its_day(
    client: FlaskClient, address: str, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    edition = service.freeze(campaign)
    places = ["Rimouski", "Îles-de-la-Madeleine", "Gaspé", "Érable", "La Matanie"]
    with unit_of_work():
        for organization, place in zip(db.session.scalars(sa.select(Organization)), places, strict=True):
            organization.mrc = place
    second = service.freeze(campaign)
    assert [line.name for line in service.counted(second)[By.MRC]] == [
        "Érable", "Gaspé", "Îles-de-la-Madeleine", "La Matanie", "Rimouski",
    ]  # fmt: skip
    cosignatures.withdraw(signed["Côté cour"].id)
    told = service.counted(edition)
    assert [(line.name, line.count) for line in told[By.REGION]] == [
        ("01 Bas-Saint-Laurent", 3), ("05 Estrie", 1), ("National", 1),
    ]  # fmt: skip
    assert [(line.name, line.count) for line in told[By.MRC]] == [(None, 5)]
    assert all(sum(line.count for line in lines) == edition.total for lines in told.values())
    page = client.get(f"{address}/2/chiffres").text
    for words in ("01 Bas-Saint-Laurent", "La Matanie", "table ou regroupement régional", "validée par l’antenne"):
        assert words in page


def test_without_having_read_nothing_is_frozen(
    client: FlaskClient, address: str, signed: dict[str, Cosignature]
) -> None:
    answer = freezes(client, address, is_read="")
    assert answer.status_code == 422
    assert "Cochez la case" in answer.text
    assert count() == 0


@pytest.mark.parametrize("number", ["2", "", "x", "-1", "9" * 30])
def test_a_page_of_another_moment_freezes_nothing(
    client: FlaskClient, address: str, signed: dict[str, Cosignature], number: str
) -> None:
    answer = freezes(client, address, number=number)
    assert answer.status_code in (303, 422)
    assert count() == 0


def test_an_empty_list_is_not_frozen_and_the_page_says_so(client: FlaskClient, address: str) -> None:
    assert "rien à geler encore" in client.get(address).text
    client.post(address, data={"csrf_token": form_token(client), "number": "1", "is_read": "y"})
    assert count() == 0


def test_a_chapter_reads_and_does_not_freeze_what_the_coalition_leads(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    sign_in(client, make_account("chapter", "troccqm"))
    address = f"/equipe/campagnes/{campaign.slug}/editions"
    page = client.get(address)
    assert "Geler l’édition" not in page.text
    token = form_token(client)
    assert client.post(address, data={"csrf_token": token, "number": "1", "is_read": "y"}).status_code == 404
    assert count() == 0


def test_the_internal_table_asks_why_keeps_it_and_stays_in_the_regions_of_whoever_takes_it(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    sign(campaign, "Phare de la Mauricie", "04", "Trois-Rivières", title="présidente d’essai", wants_news=True)
    service.freeze(campaign)
    account = make_account("chapter", "troccqm")
    with unit_of_work():
        account.may_export = True
    sign_in(client, account)
    address = f"/equipe/campagnes/{campaign.slug}/editions/1/interne"
    token = csrf_token(client.get(address))
    refused = client.post(address, data={"csrf_token": token, "format": "csv"})
    assert refused.status_code == 422
    assert "c’est gardé au journal" in refused.text
    answer = client.post(address, data={"csrf_token": token, "format": "csv", "purpose": "find_spokespersons"})
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[2] for row in rows[1:]] == ["Phare de la Mauricie"]
    assert rows[1][7:9] == ["Nadia Essai", "présidente d’essai"]
    assert (rows[0][10], rows[1][10]) == ("Veut des nouvelles", "oui")
    written = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "personal_data.exported")).one()
    assert written.details == {"purpose": "find_spokespersons", "number": 1, "rows": 1}
    sheet = client.post(address, data={"csrf_token": token, "format": "xlsx", "purpose": "check_the_list"})
    assert sheet.data.startswith(b"PK")


def test_a_signature_that_changed_region_since_changed_hands_in_the_internal_table_too(
    campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    moved = sign(campaign, "Phare de la Mauricie", "04", "Trois-Rivières", title="présidente d’essai")
    edition = service.freeze(campaign)
    with unit_of_work():
        db.session.get_one(Cosignature, moved.id).region_code = "05"
    taken = {}
    for chapter in ("troccqm", "roc-estrie"):
        account = make_account("chapter", chapter)
        with unit_of_work():
            account.may_export = True
        taken[chapter] = service.internal(campaign, edition, "csv", service.Purpose.CHECK, by=account).decode()
    assert ["Phare" in taken[chapter] for chapter in taken] == [False, True]


def test_without_the_right_nobody_takes_the_internal_table(
    client: FlaskClient, address: str, campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    service.freeze(campaign)
    assert client.get(f"{address}/1/interne").status_code == 403
    assert "interne" not in client.get(address).text.replace("interne)", "")
