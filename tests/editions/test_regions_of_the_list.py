"""The list region by region: figures that are the list's own, a map and a table that say the same, one region alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.urls import uri_to_iri

from app.campaigns.models import Campaign
from app.core import clock, renderings
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.editions import service
from app.organizations import editing
from app.organizations import service as organizations
from app.organizations.models import Organization
from tests.editions.conftest import sign
from tests.factories import bare_campaign, make_account

pytestmark = pytest.mark.data


@pytest.fixture
def address(campaign: Campaign, signed: dict[str, Cosignature]) -> str:
    return f"/campagnes/{campaign.slug}/signataires"


def join(name: str, region: str = "01", city: str = "Rimouski") -> Organization:
    """A member of the regional table."""
    return organizations.add(name, region, city, is_member=True)


def figures(campaign: Campaign) -> dict[str, tuple[int, int, int]]:
    lines = service.regions_of_the_list(campaign)
    return {line.code: (line.count, line.members_listed, line.members) for line in lines if line.count or line.members}


def test_the_figures_are_those_of_the_list_before_and_after_an_edition(
    campaign: Campaign, signed: dict[str, Cosignature]
) -> None:
    join("Maison de jeunes de l’Exemple")
    join("La Clé de l'entraide Inc.", city="Matane")
    join("N’a pas signé")
    join("Non plus", "05", "Sherbrooke")
    expected = {"01": (3, 2, 3), "05": (1, 0, 1), "00": (1, 0, 0)}
    assert figures(campaign) == expected
    service.freeze(campaign)
    join("Signe après")
    sign(campaign, "Signe après")
    assert figures(campaign) == {**expected, "01": (3, 2, 4)}
    cosignatures.withdraw(signed["Maison de jeunes de l’Exemple"].id)
    assert figures(campaign) == {**expected, "01": (2, 1, 4)}
    lines = service.regions_of_the_list(campaign)
    together = service.total(lines)
    assert (together.count, together.members_listed, together.members) == (4, 1, 5)
    assert together.count == cosignatures.public_count(campaign)
    assert [line.coverage for line in lines if line.code in ("01", "02", "05")] == [1 / 4, None, 0.0]


def test_the_map_and_the_table_say_the_same_of_each_region(
    client: FlaskClient, campaign: Campaign, address: str
) -> None:
    join("Maison de jeunes de l’Exemple")
    join("N’a pas signé")
    for page in (client.get(address).text, client.get(f"/campagnes/{campaign.slug}").text):
        assert "1 sur 2" in page
        assert "50\u00a0%" in page
    page = client.get(address).text
    tiles = dict(re.findall(r'<li class="tilemap__(\d\d)">.*?tile__count">(\d+)<', page, re.DOTALL))
    table = page[page.index("Les mêmes chiffres, en table") : page.index("</table>")]
    rows = dict(re.findall(r'regions/(\d\d)">.*?data-label="Organismes">(\d+)<', table, re.DOTALL))
    assert len(tiles) == 18
    assert tiles == rows
    assert tiles["01"] == "3"
    assert sum(map(int, tiles.values())) == cosignatures.public_count(campaign)


def test_without_a_known_member_nothing_is_said_of_coverage(
    client: FlaskClient, campaign: Campaign, address: str
) -> None:
    for page in (address, f"/campagnes/{campaign.slug}"):
        assert "ouverture" not in client.get(page).text


def test_a_kept_page_follows_the_register(client: FlaskClient, address: str) -> None:
    member = join("N’a pas signé")
    assert "0 sur 1 membres" in client.get(address).text
    join("Un autre encore")
    assert "0 sur 2 membres" in client.get(address).text
    editing.archive(member.id, by=make_account())
    assert "0 sur 1 membres" in client.get(address).text
    editing.restore(member.id, by=make_account())
    assert "0 sur 2 membres" in client.get(address).text


def test_one_region_has_an_address_of_its_own_that_is_kept(
    client: FlaskClient, campaign: Campaign, address: str
) -> None:
    service.freeze(campaign)
    for page in (f"{address}/regions/01", f"/campagnes/{campaign.slug}/editions/1/regions/01"):
        answer = client.get(page)
        below = answer.text[answer.text.index('id="liste"') : answer.text.index('class="content__aside"')]
        assert below.count("<li>") == 3
        assert "5 organismes communautaires autonomes" in answer.text
        assert re.search(r'<a href="#region-01">[^<]+ voir les 3 organismes</a>', answer.text)
        assert "/editions/1/regions/01/liste.xlsx" in answer.text
        assert client.get(page, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        assert client.get(page, query_string={"q": "clé"}).text.count("La Clé de l&#39;entraide Inc.") == 1
        assert client.get(page.replace("/01", "/99")).status_code == 404
        assert "Personne encore dans cette région" in client.get(page.replace("/01", "/10")).text


@pytest.mark.parametrize(
    ("picked", "location"),
    [
        ("region=01", "/regions/01"),
        ("region=01&q=", "/regions/01"),
        ("region=01&q=cl%C3%A9", "/regions/01?q=clé"),
        ("region=", None),
        ("region=99", None),
        ("region=%00", None),
        ("q=clé", None),
    ],
)
def test_a_region_that_is_picked_in_the_form_leads_to_its_address(
    client: FlaskClient, campaign: Campaign, address: str, picked: str, location: str | None
) -> None:
    service.freeze(campaign)
    for page in (address, f"/campagnes/{campaign.slug}/editions/1"):
        answer = client.get(f"{page}?{picked}")
        assert answer.status_code == (302 if location else 200)
        if location:
            assert uri_to_iri(answer.location) == f"{page}{location}"


def test_what_changed_since_the_last_edition_is_told_and_whoever_left_is_not_named(
    client: FlaskClient, campaign: Campaign, signed: dict[str, Cosignature], address: str
) -> None:
    service.freeze(campaign)
    assert "Depuis l’édition" not in client.get(address).text
    cosignatures.withdraw(signed["Côté cour"].id)
    sign(campaign, "Nouveau venu")
    service.freeze(campaign)
    page = client.get(address).text
    since = page[page.index('id="depuis"') : page.index('class="content__aside"')]
    assert "Nouveaux sur la liste (1)" in since
    assert "Nouveau venu" in since
    assert "1 organisme a quitté la liste" in since
    assert "Côté cour" not in page


def test_the_page_says_how_long_one_can_still_sign(client: FlaskClient, campaign: Campaign, address: str) -> None:
    assert "pour signer" not in client.get(address).text
    with unit_of_work():
        campaign.closes_on = clock.today() + timedelta(days=8)
        renderings.touch(campaign.page_key)
    assert "Encore 9 jours pour signer." in client.get(address).text


def test_a_draft_has_no_page_of_a_region(client: FlaskClient) -> None:
    assert client.get(f"/campagnes/{bare_campaign().slug}/signataires/regions/01").status_code == 404


@pytest.mark.usefixtures("signed")
def test_a_page_that_is_kept_has_one_address(client: FlaskClient, app: Flask, campaign: Campaign) -> None:
    """Each other way of writing it would be kept too, until they had driven out every page that people read."""
    service.freeze(campaign)
    base = f"/campagnes/{campaign.slug}/editions"
    assert client.get(f"{base}/1").status_code == 200
    kept = len(app.extensions["front_cache"].pages)
    for other in ("01", "0000000001", "١", f"{'0' * 4000}1", "1/html/SOIGNE", "1/html/x", "1/html/soigne%20"):
        assert client.get(f"{base}/{other}").status_code == 404, other
    assert len(app.extensions["front_cache"].pages) == kept
