"""Staff look for a cosignature: by organization, place or person, in every pile."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.cosignatures import desk, service
from app.cosignatures.service import Tab
from tests.factories import make_cosignature

pytestmark = [pytest.mark.data, pytest.mark.engine]
HERE, THERE = "01", "02"


@pytest.mark.parametrize(
    "typed", ["phare", "PHÂRE", "matane", "zoé", "zoe.essai@", "  phare  ", "l'ete", "100%"],
)  # fmt: skip
def test_a_pile_is_searched_by_organization_place_or_person(campaign: Campaign, chapter: Account, typed: str) -> None:
    wanted = make_cosignature(
        campaign, "confirmed", organization_name="Le Phare de l’Été 100%", city="Matane", name="Zoé Roy",
        email="zoe.essai@example.org",
    )  # fmt: skip
    make_cosignature(campaign, "confirmed")
    found = service.pile(campaign, chapter, Tab.TO_VALIDATE, region_code=None, query=typed, page=1)
    assert [row.id for row in found.rows] == [wanted.id]


@pytest.mark.parametrize("typed", ["arc en ciel", "tisseuses arc en ciel", "ciel tisseuses", "L’ARC-EN-CIEL"])
def test_the_words_of_a_name_are_found_in_any_order(campaign: Campaign, chapter: Account, typed: str) -> None:
    make_cosignature(campaign, "confirmed", organization_name="Les Tisseuses de l’arc-en-ciel")
    make_cosignature(campaign, "confirmed", organization_name="Les Tisseuses du nord")
    found = service.pile(campaign, chapter, Tab.TO_VALIDATE, region_code=None, query=typed, page=1)
    assert [row.shown_name for row in found.rows] == ["Les Tisseuses de l’arc-en-ciel"]


def test_a_search_looks_in_every_pile_and_says_where_it_found(desk_client: FlaskClient, campaign: Campaign) -> None:
    made = make_cosignature(campaign, "validated", organization_name="L’Abri du Macareux")
    make_cosignature(campaign, "confirmed", organization_name="La Halte")
    foreign = make_cosignature(
        campaign, "validated", organization_name="Un macareux ailleurs", region_code=THERE, city="Alma"
    )
    where = f"/equipe/campagnes/{campaign.slug}/cosignatures"
    page = desk_client.get(where, query_string={"q": "macareux"}).text.replace("\u00a0", " ")
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "À valider 0 À vérifier 0 Validées 1 Refusées 0" in said
    assert "Aucune à valider sous ce nom. 1 trouvée dans « Validées » : L’Abri du Macareux" in said
    assert f"/equipe/cosignatures/{made.id}" in page
    assert str(foreign.id) not in page
    page = desk_client.get(where, query_string={"q": "macareux", "etat": "validees"}).text
    assert "Aucune validée" not in page
    page = desk_client.get(where, query_string={"q": "rien de tel", "etat": "retirees"}).text
    assert "Aucune retirée sous ce nom." in page.replace("\u00a0", " ")
    assert "trouvée" not in page


def test_the_first_page_of_the_staff_searches_too(desk_client: FlaskClient, campaign: Campaign) -> None:
    page = desk_client.get("/equipe").text
    assert f'action="/equipe/campagnes/{campaign.slug}/cosignatures" role="search"' in page


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "\0", "x" * 5000, "\\", "é" * 200])
def test_any_search_is_answered(desk_client: FlaskClient, campaign: Campaign, query: str) -> None:
    make_cosignature(campaign, "confirmed")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures", query_string={"q": query})
    assert page.status_code == 200


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999", "page=é", "page=٣", "etat=rien", "region=00", "region=x"]
)
def test_any_address_of_a_pile_is_answered(desk_client: FlaskClient, campaign: Campaign, query: str) -> None:
    make_cosignature(campaign, "confirmed")
    assert desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?{query}").status_code == 200


def test_long_piles_come_in_pages(campaign: Campaign, chapter: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PER_PAGE", 2)
    made = [make_cosignature(campaign, "confirmed").id for _ in range(5)]
    seen = []
    for page in (1, 2, 3, 4):
        found = service.pile(campaign, chapter, Tab.TO_VALIDATE, region_code=None, query="", page=page)
        assert (found.total, found.pages) == (5, 3)
        seen += [row.id for row in found.rows] if page < 4 else []
    assert seen == made
