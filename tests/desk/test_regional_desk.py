"""A coordinator opens the desk of the region: who waits, who has not signed, who has, and what colleagues did."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.desk.service import MOST_CARDS
from tests.desk.conftest import HERE, THERE, Enter, lane, make_member, read
from tests.factories import csrf_token, make_account, make_cosignature

pytestmark = pytest.mark.data


def address(campaign: Campaign, codes: str = HERE) -> str:
    return f"/equipe/campagnes/{campaign.slug}/regions/{codes}"


def test_each_organization_stands_in_its_column(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    for name in ("Le Phare", "La Halte", "Étoile du Nord"):
        make_member(name)
    make_cosignature(campaign, "validated", organization_name="Le Phare")
    make_cosignature(campaign, "confirmed", organization_name="La Marmotte")
    make_cosignature(campaign, "to_check", organization_name="Le Doute")
    make_cosignature(campaign, "submitted", organization_name="La Hâte")
    make_cosignature(campaign, "confirmed", organization_name="Ailleurs", region_code=THERE, city="Alma")
    page = enter(chapter).get(address(campaign))
    assert re.findall("La Marmotte|Le Doute|Le Phare", lane(page, "a-verifier")) == ["La Marmotte", "Le Doute"]
    assert re.findall("Étoile du Nord|La Halte|Le Phare", lane(page, "pas-signe")) == ["Étoile du Nord", "La Halte"]
    assert re.findall("La Marmotte|Le Phare|Le Doute", lane(page, "ont-signe")) == ["La Marmotte", "Le Phare"]
    assert "à valider" in lane(page, "ont-signe")
    assert "couverture 1 sur 3 membres 33 %" in read(page)
    assert "La Hâte" not in page.text
    assert f"/equipe/campagnes/{campaign.slug}/editions" in page.text
    assert "Ailleurs" not in page.text


def test_a_member_that_took_its_signature_back_is_told_from_those_that_never_signed(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    for name in ("Le Phare", "La Halte"):
        make_member(name)
    make_cosignature(campaign, "withdrawn", organization_name="Le Phare")
    make_cosignature(campaign, "declined", organization_name="La Halte")
    found = lane(enter(chapter).get(address(campaign)), "pas-signe")
    assert "Le Phare Rimouski a retiré sa signature" in found
    assert "La Halte Rimouski refusée" in found


def test_a_search_ignores_accents_and_looks_in_all_columns(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    make_member("L’Été des élu·e·s")
    make_cosignature(campaign, "validated", organization_name="Élues en été")
    make_cosignature(campaign, "confirmed", organization_name="Le Phare")
    page = enter(chapter).get(address(campaign), query_string={"q": "ELUES ete"})
    assert "L’Été des élu·e·s" in lane(page, "pas-signe")
    assert "Élues en été" in lane(page, "ont-signe")
    assert "Le Phare" not in "".join(lane(page, key) for key in ("a-verifier", "pas-signe", "ont-signe"))
    assert "recherche : ELUES ete" in read(page)


def test_a_search_finds_what_waits_behind_the_cards_that_the_page_has_room_for(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    for number in range(MOST_CARDS):
        make_cosignature(campaign, "to_check", organization_name=f"Maison {number}")
    behind = make_cosignature(campaign, "to_check", organization_name="L’Été des élu·e·s")
    with unit_of_work():
        behind.confirmed_at = clock.now() + timedelta(hours=1)
    client = enter(chapter)
    whole = client.get(address(campaign))
    assert "L’Été des élu·e·s" not in lane(whole, "a-verifier")
    assert 'data-search="colonnes"' not in whole.text  # the page does not hold everything: the database is asked
    found = lane(client.get(address(campaign), query_string={"q": "ELUES ete"}), "a-verifier")
    assert "L’Été des élu·e·s" in found
    assert "Maison" not in found
    assert "plus anciennes" not in found


@pytest.mark.parametrize("query", ["<script>", "%", "\x00", "é" * 400, "''"])
def test_any_search_is_answered(campaign: Campaign, chapter: Account, enter: Enter, query: str) -> None:
    make_cosignature(campaign, "confirmed")
    assert enter(chapter).get(address(campaign), query_string={"q": query}).status_code == 200


def test_a_chapter_of_two_regions_reads_them_together_or_one_by_one(campaign: Campaign, enter: Enter) -> None:
    make_cosignature(campaign, "confirmed", organization_name="Le Fleuve", region_code="04", city="Shawinigan")
    make_cosignature(campaign, "confirmed", organization_name="La Rivière", region_code="17", city="Nicolet")
    client = enter(make_account("chapter", "troccqm"))
    assert "/regions/04-17" in client.get("/equipe").text
    both = client.get(address(campaign, "04-17"))
    assert "Mauricie et Centre-du-Québec" in read(both)
    assert {"Le Fleuve", "La Rivière"} <= set(re.findall("Le Fleuve|La Rivière", lane(both, "ont-signe")))
    one = client.get(address(campaign, "17"))
    assert "La Rivière" in one.text
    assert "Le Fleuve" not in one.text


@pytest.mark.parametrize("codes", ["02", "00", "01-02", "1", "99", "01-01", "01-", "%00", "a" * 50])
def test_no_other_region_exists_for_a_chapter(campaign: Campaign, chapter: Account, enter: Enter, codes: str) -> None:
    client = enter(chapter)
    assert client.get(address(campaign, codes)).status_code == 404
    assert client.get(f"{address(campaign, codes)}/chiffres", headers={"HX-Request": "true"}).status_code == 404


def test_a_reader_of_figures_reads_no_name(campaign: Campaign, enter: Enter) -> None:
    make_member("La Halte")
    make_cosignature(campaign, "confirmed", organization_name="La Marmotte")
    page = enter(make_account("reader")).get(address(campaign))
    assert "ont signé" in read(page)
    assert not re.search("La Halte|La Marmotte|Nadia Essai", page.text)


def test_what_happened_since_yesterday_is_told_with_who_did_it(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        make_cosignature(campaign, "validated", organization_name="Il y a longtemps")
    make_cosignature(campaign, "validated", organization_name="Le Phare", by=chapter)
    page = read(enter(chapter).get(address(campaign)))
    told = page[page.index("Depuis hier", page.index("Ont signé", page.index("N’ont pas signé") + 20)) :]
    assert "validée Le Phare par Chantal Antenne" in told
    assert "confirmée Le Phare" in told
    assert "Il y a longtemps" not in told


def test_after_a_decision_the_next_card_has_the_focus(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    first, _second = (make_cosignature(campaign, "confirmed", organization_name=name) for name in ("Le Un", "Le Deux"))
    client = enter(chapter)
    page = client.get(address(campaign))
    assert "data-focus" not in lane_of_cards(page.text)
    back = re.search(r'name="retour" value="([^"]+)"', page.text)
    assert back
    answer = client.post(
        f"/equipe/cosignatures/{first.id}/valider",
        data={"csrf_token": csrf_token(page), "state": first.as_seen, "retour": back[1]},
    )
    page = client.get(answer.location)
    assert "Le Un : validée." in read(page)
    assert lane_of_cards(page.text).count("data-focus") == 1


def lane_of_cards(text: str) -> str:
    return text[text.index('id="a-verifier"') : text.index('id="pas-signe"')]


def test_an_open_page_learns_that_a_colleague_decided(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    cosignature = make_cosignature(campaign, "confirmed")
    client = enter(chapter)
    asked = re.search(r'hx-get="([^"]+)"', client.get(address(campaign)).text)
    assert asked
    where, htmx = asked[1].replace("&amp;", "&"), {"HX-Request": "true"}
    assert client.get(where, headers=htmx).status_code == 204
    cosignatures.validate(cosignatures.Seen(cosignature.id, "confirmed"), by=make_account())
    answer = client.get(where, headers=htmx)
    assert answer.status_code == 200
    assert "Quelqu’un vient de décider" in answer.text
    assert 'hx-trigger="every 20s"' in answer.text
    assert "<html" not in answer.text


def test_a_page_that_nobody_looks_at_any_more_stops_asking(campaign: Campaign, chapter: Account, enter: Enter) -> None:
    client = enter(chapter)
    asked = re.search(r'hx-get="([^"]+)"', client.get(address(campaign)).text)
    assert asked
    with clock.frozen(clock.now() + timedelta(minutes=21)):
        answer = client.get(asked[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert answer.status_code == 286
    assert "hx-trigger" not in answer.text
    assert "Rafraîchir" in answer.text


def test_an_open_page_does_not_keep_a_session_alive_and_goes_to_the_door_with_it(
    campaign: Campaign, chapter: Account, enter: Enter
) -> None:
    client, began = enter(chapter), clock.now()
    asked = re.search(r'hx-get="([^"]+)"', client.get(address(campaign)).text)
    assert asked
    where, htmx = asked[1].replace("&amp;", "&"), {"HX-Request": "true"}
    for minutes in (10, 19):
        with clock.frozen(began + timedelta(minutes=minutes)):
            assert client.get(where, headers=htmx).status_code == 204
    with clock.frozen(began + timedelta(minutes=31)):
        answer = client.get(where, headers=htmx)
        assert (answer.status_code, answer.headers.get("HX-Refresh")) == (204, "true")
        assert "/equipe/connexion" in client.get(address(campaign)).location
