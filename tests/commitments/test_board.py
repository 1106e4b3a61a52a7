"""The public board counts what it lists, says nothing that is not public, and is right one request after the act."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.commitments import service
from app.commitments.models import Stance
from app.commitments.service import Filter
from app.core.clock import frozen, now, today
from app.core.unit_of_work import unit_of_work
from app.officials import service as officials
from app.officials.models import Official
from tests.commitments.conftest import NO, YES, hidden, note
from tests.desk.conftest import counting
from tests.factories import make_official, make_riding

pytestmark = pytest.mark.data
ADDRESS = "/campagnes/{}/engagements{}"


def test_every_figure_is_the_number_of_lines_below_it(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official
) -> None:
    with unit_of_work():
        rimouski.party = "Québec imaginaire"
    note(campaign, rimouski, by=staff)
    note(campaign, trois_rivieres, NO, by=staff)
    board = service.board(campaign)
    assert (board.together.total, board.together.supports, len(board.roll.everybody)) == (2, 1, 127)
    assert {tally.name: tally.supports for tally in board.by_party} == {"Québec imaginaire": 1, "Parti de l’Exemple": 0}
    assert {tally.code: tally.total for tally in board.by_region if tally.total} == {"01": 1, "04": 1}
    assert sum(len(section.lines) for section in board.sections) == 127
    assert service.counts(campaign) == {Stance.SUPPORTS: 1, Stance.REFUSES: 1}


def test_a_riding_of_two_regions_is_found_under_both_and_listed_under_one(campaign: Campaign) -> None:
    shared = next(line for line in service.board(campaign).roll.everybody if line.riding and line.riding.other_regions)
    assert shared.riding is not None
    for code in (shared.riding.region_code, shared.riding.other_regions[0].code):
        assert shared.riding in [line.riding for line in service.board(campaign, Filter(region=code)).roll.lines]


def test_while_an_election_is_under_way_the_board_shows_who_sat_until_the_dissolution(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official, client: FlaskClient
) -> None:
    note(campaign, rimouski, by=staff)
    officials.dissolve(on=today(), by=staff)
    address = ADDRESS.format(campaign.slug, "")
    with frozen(now() + timedelta(days=20)):
        assert officials.in_office() == []
        assert service.counts(campaign) == {Stance.SUPPORTS: 1}
        assert service.board(campaign).together.total == 2
        assert "Voici où se tenaient les personnes" in client.get(address).text
        make_official("Noémie Exemple", riding=make_riding("Rimouski"), since=today())
        assert service.counts(campaign) == {}
        assert [line.official.name for line in service.board(campaign).roll.lines if line.official] == [
            "Noémie Exemple"
        ]


def test_filters_find_by_name_riding_party_and_stance(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official
) -> None:
    note(campaign, rimouski, by=staff)

    def found(**asked: object) -> list[str]:
        lines = service.board(campaign, Filter(**asked)).roll.lines  # type: ignore[arg-type]
        return [line.official.name for line in lines if line.official]

    assert found(query="real EXEMPLE") == ["Réal Exemple"]
    assert found(query="trois rivieres") == ["Camille Exemple"]
    assert found(stance=Stance.SUPPORTS) == ["Réal Exemple"]
    assert found(stance=Stance.UNKNOWN) == ["Camille Exemple"]
    assert found(party="Autre") == []


def test_the_public_page_is_kept_until_something_is_noted(
    campaign: Campaign, staff: Account, rimouski: Official, client: FlaskClient
) -> None:
    address = ADDRESS.format(campaign.slug, "")
    assert "Réal Exemple" in client.get(address).text
    with counting() as sent:
        client.get(address)
    assert sent == []
    note(campaign, rimouski, replace(YES, note="Entre nous."), by=staff)
    page = client.get(address).text
    assert "J’en suis." in page
    assert "Entre nous." not in page
    assert "1 personne élue appuie la demande" in client.get(f"/campagnes/{campaign.slug}").text
    note(campaign, rimouski, hidden(NO), by=staff, seen=1)
    assert "Refuse</span>" not in client.get(address).text


def test_regions_are_folded_with_their_figures_until_somebody_looks_for_something(
    campaign: Campaign, staff: Account, rimouski: Official, client: FlaskClient
) -> None:
    note(campaign, rimouski, by=staff)
    address = ADDRESS.format(campaign.slug, "")
    page = client.get(address).text
    assert "1 appuie la demande" in page.replace("\u00a0", " ")
    assert page.count('<details class="fold fold--wide">') == len(service.board(campaign).sections)
    found = client.get(f"{address}?q=rimouski").text
    assert found.count('<details class="fold fold--wide" open>') == 1


def test_what_one_takes_away_says_the_same_as_the_page(
    campaign: Campaign, staff: Account, rimouski: Official, trois_rivieres: Official, client: FlaskClient
) -> None:
    note(campaign, rimouski, replace(YES, sentence="=appui()", link="https://example.org/a"), by=staff)
    note(campaign, trois_rivieres, hidden(NO), by=staff)
    table = client.get(ADDRESS.format(campaign.slug, ".csv")).get_data().decode("utf-8-sig")
    (line,) = [row for row in csv.DictReader(io.StringIO(table)) if row["Nom"] == "Réal Exemple"]
    assert (line["Circonscription"], line["Position"], line["Date"]) == ("Rimouski", "Appuie la demande", "2026-11-02")
    assert line["Phrase"] == "'=appui()"
    told = json.loads(client.get(ADDRESS.format(campaign.slug, ".json")).text)
    assert told["counts"] == {"unknown": 1, "met": 0, "supports": 1, "refuses": 0}
    assert {one["name"]: one["stance"] for one in told["officials"]} == {
        "Réal Exemple": "supports", "Camille Exemple": "unknown",
    }  # fmt: skip
    feed = client.get(ADDRESS.format(campaign.slug, ".atom")).text
    assert "Réal Exemple : Appuie la demande" in feed.replace("\u00a0", " ")
    assert "Camille" not in feed


def test_whoever_holds_no_seat_is_listed_and_a_vacant_seat_is_nobody(campaign: Campaign, staff: Account) -> None:
    line = make_official("Line Exemple", portfolio="finance")
    both = make_official("Odile Exemple", portfolio="health", riding=make_riding("Rimouski"))
    note(campaign, line, by=staff)
    board = service.board(campaign)
    assert [one.official for one in board.sections[-1].lines] == [line]
    assert [len(one.mandates) for one in board.roll.lines if one.official == both] == [2]
    assert board.together.total == 2


def test_pages_ask_the_database_as_much_for_one_as_for_all(
    app: Flask, campaign: Campaign, staff: Account, rimouski: Official
) -> None:
    def asked() -> int:
        with counting() as sent:
            service.board(campaign)
        return len(sent)

    few = asked()
    for name in ("Trois-Rivières", "Maskinongé", "Champlain", "Laviolette–Saint-Maurice"):
        note(campaign, make_official(f"Camille {name}", riding=make_riding(name)), by=staff)
    assert asked() == few <= 9


def test_the_page_says_who_sits_one_request_after_a_mandate_ends(
    campaign: Campaign, rimouski: Official, client: FlaskClient
) -> None:
    address = ADDRESS.format(campaign.slug, "")
    assert "Réal Exemple" in client.get(address).text
    (seat,) = rimouski.mandates
    officials.end_mandate(seat.id, on=date(2026, 1, 1))
    assert "Réal Exemple" not in client.get(address).text
