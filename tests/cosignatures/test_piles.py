"""What staff see: the piles of their regions, what each card says, and nothing of other regions."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import renderings
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service
from app.cosignatures.models import Authority, State
from app.cosignatures.service import Tab
from tests.cosignatures.conftest import moves_of, press, rows, staff_path, states
from tests.factories import make_account, make_cosignature, sign_in
from tests.outbox import mails

pytestmark = pytest.mark.data
HERE, THERE = "01", "02"


@pytest.mark.parametrize(
    "address", ["/equipe", "/equipe/campagnes/x/cosignatures", f"/equipe/cosignatures/{uuid.UUID(int=1)}"]
)
def test_whoever_is_not_signed_in_is_asked_to(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 303
    assert "/equipe/connexion" in answer.location


def test_what_waits_is_counted_in_the_regions_of_the_account(campaign: Campaign, chapter: Account) -> None:
    for state in ("confirmed", "confirmed", "validated", "to_check", "submitted"):
        make_cosignature(campaign, state, region_code=HERE)
    make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    assert service.waiting(chapter) == 3
    assert service.waiting(make_account()) == 4


@pytest.mark.parametrize(
    ("via", "said"), [("riocm", "RIOCM"), ("relance", "une relance"), ("infolettre", "infolettre")]
)
def test_the_page_of_a_cosignature_says_whose_link_it_came_by(
    desk_client: FlaskClient, campaign: Campaign, via: str, said: str
) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    with unit_of_work():
        cosignature.via = via
    page = desk_client.get(staff_path(cosignature)).text
    assert re.search(rf"Venue par le lien de</dt><dd>{said}</dd>", page)


def test_a_reader_of_figures_opens_no_pile(client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    sign_in(client, make_account("reader"))
    assert client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").status_code == 403
    assert client.get(staff_path(cosignature)).status_code == 403


def test_what_lies_in_another_region_does_not_exist(desk_client: FlaskClient, campaign: Campaign) -> None:
    foreign = make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    assert desk_client.get(staff_path(foreign)).status_code == 404
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?region={THERE}").text
    assert foreign.shown_name not in page
    for name in ("valider", "refuser", "rouvrir"):
        code, _ = press(desk_client, foreign, name, "confirmed", reason="x")
        assert code == 404, name
    assert rows()[0].state is State.CONFIRMED


def test_what_nobody_confirmed_does_not_exist_either(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "submitted")
    assert desk_client.get(staff_path(cosignature)).status_code == 404
    assert press(desk_client, cosignature, "valider", "submitted")[0] == 404


@pytest.mark.parametrize("tab", list(Tab))
def test_each_pile_holds_its_own_and_its_tab_says_how_many(
    desk_client: FlaskClient, campaign: Campaign, chapter: Account, tab: Tab
) -> None:
    made = {
        state: make_cosignature(campaign, state)
        for state in ("confirmed", "to_check", "validated", "declined", "withdrawn")
    }
    make_cosignature(campaign, "confirmed", organization_name="Deux fois")
    made["duplicate"] = make_cosignature(campaign, "confirmed", organization_name="Deux fois")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat={tab.value}")
    assert page.status_code == 200
    shown = {state for state, one in made.items() if one.shown_name in page.text and str(one.id) in page.text}
    assert shown == {tab.state.value}
    counts = service.tab_counts(campaign, chapter, None)
    assert counts[tab] == (2 if tab is Tab.TO_VALIDATE else 1)


@pytest.mark.parametrize(
    ("state", "empty", "link"),
    [
        ("to_check", Tab.TO_VALIDATE, "Voir 1 cosignature à vérifier"),
        ("confirmed", Tab.TO_CHECK, "Voir 1 cosignature à valider"),
    ],
)
def test_a_pile_where_nothing_waits_leads_to_the_other_one_that_does(
    desk_client: FlaskClient, campaign: Campaign, state: str, empty: Tab, link: str
) -> None:
    address = f"/equipe/campagnes/{campaign.slug}/cosignatures?etat={empty.value}"
    assert "Rien n’attend ici. Bravo!" in desk_client.get(address).text
    make_cosignature(campaign, state)
    page = desk_client.get(address).text
    assert link in page.replace("\u00a0", " ")
    assert "Bravo!" not in page


def test_without_a_tab_the_pile_where_something_waits_opens(desk_client: FlaskClient, campaign: Campaign) -> None:
    address = f"/equipe/campagnes/{campaign.slug}/cosignatures"
    doubted = make_cosignature(campaign, "to_check", organization_name="Maison douteuse")
    assert str(doubted.id) in desk_client.get(address).text
    ready = make_cosignature(campaign, "confirmed", organization_name="Maison certaine")
    page = desk_client.get(address).text
    assert str(ready.id) in page
    assert str(doubted.id) not in page


def test_forms_closed_because_the_same_person_confirmed_another_are_shown_to_nobody(
    campaign: Campaign, chapter: Account
) -> None:
    for _ in range(2):
        make_cosignature(campaign, "submitted", organization_name="Le Phare", email="n@example.org")
    service.confirm(rows()[0].id)
    assert states() == ["confirmed", "duplicate"]
    assert service.tab_counts(campaign, chapter, None) == {Tab.TO_VALIDATE: 1}


def test_reading_the_desk_changes_nothing(desk_client: FlaskClient, campaign: Campaign) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    before = (moves_of(cosignature.id), len(mails()), renderings.revision(campaign.page_key))
    for address in ("/equipe", f"/equipe/campagnes/{campaign.slug}/cosignatures", staff_path(cosignature)):
        assert desk_client.get(address).status_code == 200
    assert (moves_of(cosignature.id), len(mails()), renderings.revision(campaign.page_key)) == before


def test_national_is_a_pile_of_the_national_staff(campaign: Campaign, chapter: Account) -> None:
    make_cosignature(campaign, "confirmed", region_code="00", city="Montréal")
    assert service.waiting(chapter) == 0
    assert service.waiting(make_account()) == 1


def test_keys_are_offered_on_the_cards(desk_client: FlaskClient, campaign: Campaign) -> None:
    make_cosignature(campaign, "confirmed")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").text
    assert re.search(r"<li class=\"card[^>]*data-keys tabindex=\"0\"", page)
    assert {'data-key="v"', 'data-key="r"', 'data-key="c"'} <= set(re.findall(r'data-key="."', page))


def test_a_card_says_what_is_new_and_what_the_board_has_not_agreed_to(
    desk_client: FlaskClient, campaign: Campaign
) -> None:
    make_cosignature(campaign, "confirmed", authority=Authority.NO)
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures").text
    assert "nouveau au répertoire" in page
    assert "pas d’accord du CA" in page


def test_a_card_says_why_it_is_to_be_looked_at(desk_client: FlaskClient, campaign: Campaign) -> None:
    make_cosignature(campaign, "to_check")
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat=a-verifier").text.replace(
        "\u00a0", " "
    )
    assert re.search(r"<strong>Pourquoi vérifier :</strong>\s+\w+", page)


def test_what_a_pile_and_its_neighbours_hold_adds_up_to_the_count_of_the_rail(
    desk_client: FlaskClient, app: Flask, campaign: Campaign, chapter: Account
) -> None:
    for state in ("confirmed", "confirmed", "to_check", "validated"):
        make_cosignature(campaign, state)
    pile = f"/equipe/campagnes/{campaign.slug}/cosignatures"
    page = desk_client.get(pile).text.replace("\u00a0", " ")
    assert f'<span class="rail__count">{service.waiting(chapter)}</span>' in page
    assert "2 cosignatures · 3 attendent une décision ici</p>" in page
    make_cosignature(campaign, "confirmed", region_code=THERE, city="Alma")
    national = app.test_client()
    sign_in(national, make_account())
    page = national.get(f"{pile}?region={HERE}&etat=a-verifier").text.replace("\u00a0", " ")
    assert '<span class="rail__count">4</span>' in page
    assert "1 cosignature · 3 attendent une décision ici, et 1 ailleurs</p>" in page


def test_those_whose_name_is_not_published_are_told_apart(desk_client: FlaskClient, campaign: Campaign) -> None:
    for publishes_name in (True, True, False):
        make_cosignature(campaign, "validated", publishes_name=publishes_name)
    page = desk_client.get(f"/equipe/campagnes/{campaign.slug}/cosignatures?etat=validees").text
    assert "3 validées, dont 1 sans publication du nom" in page.replace("\u00a0", " ")
