"""Where do you live? One riding goes on, several are offered, none gets a kind next step; the code is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import queues
from app.core.database import db
from app.messages import service
from app.messages.models import Message
from app.messages.service import Problem
from app.officials.models import Gender
from app.territory import service as territory
from tests.factories import make_campaign, make_official, make_riding
from tests.messages.conftest import Form, Supporter

MUNICIPALITIES = """name,region,mrc,ridings
Rimouski,01,Rimouski-Neigette,Rimouski
Saguenay,02,,Chicoutimi;Dubuc
Taschereau,08,Abitibi-Ouest,Abitibi-Ouest
"""
CODES = """code,riding,municipality
G5L 1A1,Rimouski,Rimouski
G7H 1A1,Chicoutimi,Saguenay
G7H 1A1,Dubuc,Saguenay
"""


@pytest.fixture(autouse=True)
def places(app: Flask, tmp_path: Path) -> None:
    for name, content in (("municipalities", MUNICIPALITIES), ("postal_codes", CODES)):
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    territory.load_municipalities(tmp_path / "municipalities.csv")
    territory.load_postal_codes(tmp_path / "postal_codes.csv")


@pytest.mark.parametrize("typed", ["G5L 1A1", "g5l1a1", " G5L-1A1 ", "Rimouski", "rimouski"])
def test_one_riding_goes_straight_to_the_message(supporter: Supporter, typed: str) -> None:
    answer = supporter.looks_up(typed)
    assert answer.status_code == 303
    assert answer.location == f"/campagnes/{supporter.campaign.slug}/ecrire/rimouski"


def test_a_code_in_several_ridings_asks_which_with_the_municipality_and_who_sits(supporter: Supporter) -> None:
    make_official("Zachary Exemple", gender=Gender.MASCULINE, riding=make_riding("Chicoutimi"))
    answer = supporter.looks_up("G7H 1A1")
    assert answer.status_code == 200
    for words in ("Chicoutimi", "/ecrire/chicoutimi", "Dubuc", "/ecrire/dubuc", "Saguenay", "Député : Zachary Exemple"):
        assert words in answer.text.replace("\u00a0", " ")
    assert answer.text.count("Siège vacant") == 1


def test_choosing_one_of_several_keeps_how_it_was_found_and_the_town(supporter: Supporter) -> None:
    supporter.looks_up("G7H 1A1")
    fields = Form(supporter.client.get(f"{supporter.lookup_address}/dubuc")).fields
    assert (fields["method"], fields["city"]) == ("postal_code", "Saguenay")


def test_a_municipality_in_several_ridings_asks_too(supporter: Supporter) -> None:
    answer = supporter.looks_up("Saguenay")
    assert answer.status_code == 200
    assert "Laquelle est la vôtre?" in answer.text


def test_part_of_a_name_is_offered_and_never_taken_for_granted(supporter: Supporter) -> None:
    answer = supporter.looks_up("rimou")
    assert answer.status_code == 200
    assert "Laquelle est la vôtre?" in answer.text
    assert "/ecrire/rimouski" in answer.text


def test_a_name_that_is_a_town_here_and_a_riding_there_asks_which(app: Flask) -> None:
    found = service.look_up("Taschereau")
    assert sorted(place.riding.name for place in found.places) == ["Abitibi-Ouest", "Taschereau"]
    assert not found.is_certain


def test_the_name_of_a_riding_is_found_like_that_of_a_town(app: Flask) -> None:
    found = service.look_up("louis-hebert")
    assert [place.riding.name for place in found.places] == ["Louis-Hébert"]
    assert found.is_certain


@pytest.mark.parametrize(
    ("typed", "problem", "words"),
    [
        ("", Problem.EMPTY, "Écrivez votre code postal"),
        ("G5L 1A", Problem.NOT_A_POSTAL_CODE, "Vérifiez chaque caractère"),
        ("12345", Problem.NOT_A_POSTAL_CODE, "alterne lettres et chiffres"),
        ("g5l1aO", Problem.NOT_A_POSTAL_CODE, "Le zéro n’est pas un O."),
        ("K1A 0B1", Problem.OUTSIDE_QUEBEC, "pas au Québec"),
        ("H0H 0H0", Problem.POSTAL_CODE_UNKNOWN, "pas encore ce code postal"),
        ("Atlantide", Problem.PLACE_UNKNOWN, "pas cette municipalité"),
        ("rimousky", Problem.PLACE_UNKNOWN, 'form="proche" name="place" value="Rimouski"'),
    ],
)
def test_what_is_not_found_gets_a_kind_next_step_and_nothing_typed_is_lost(
    supporter: Supporter, typed: str, problem: Problem, words: str
) -> None:
    answer = supporter.looks_up(typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert Form(answer).fields["place"] == typed
    assert "Élections Québec" in answer.text
    assert '<a href="#riding">votre circonscription dans la liste</a>' in answer.text


def test_the_name_that_was_meant_is_a_button_that_the_key_enter_does_not_press(supporter: Supporter) -> None:
    page = supporter.looks_up("rimousky").text
    typed_in, proposed = page.index('<form class="form"'), page.index('id="proche"')
    assert 'name="place" value="Rimouski"' in page[typed_in:proposed]
    assert page.index("</form>", typed_in) < proposed
    assert supporter.looks_up("Rimouski").location.endswith("/ecrire/rimouski")


def test_the_list_of_127_ridings_is_the_last_resort(supporter: Supporter) -> None:
    page = supporter.client.get(supporter.lookup_address)
    assert page.text.count("<option") == 128
    answer = supporter.looks_up("", by="riding", riding="ungava")
    assert answer.location.endswith("/ecrire/ungava")


def test_the_list_without_a_choice_says_so(supporter: Supporter) -> None:
    answer = supporter.looks_up("", by="riding", riding="")
    assert answer.status_code == 422
    assert "Choisissez votre circonscription dans la liste." in answer.text


def test_a_riding_that_does_not_exist_is_not_found(supporter: Supporter) -> None:
    assert supporter.looks_up("", by="riding", riding="atlantide").status_code == 404
    assert supporter.client.get(f"{supporter.lookup_address}/atlantide").status_code == 404


def test_the_town_of_the_code_fills_the_form(supporter: Supporter) -> None:
    page = supporter.client.get(supporter.looks_up("G5L 1A1").location)
    fields = Form(page).fields
    assert fields["city"] == "Rimouski"
    assert fields["method"] == "postal_code"


def test_the_postal_code_stays_in_no_address_row_session_redis_or_log(
    supporter: Supporter, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = supporter.looks_up("G5L 1A1")
    assert "G5L" not in answer.location.upper()
    with supporter.client.session_transaction() as session:
        assert "G5L" not in repr(dict(session)).upper()
    supporter.sends(method="postal_code")
    message = db.session.scalars(sa.select(Message)).one()
    assert message.lookup_method.value == "postal_code"
    for table in db.metadata.sorted_tables:
        if table.name != "postal_codes":
            assert "G5L" not in repr(db.session.execute(sa.select(table)).all()).upper(), table.name
    redis = queues.connection()
    assert all("G5L" not in repr(redis.dump(key)).upper() for key in redis.scan_iter())
    written = capfd.readouterr()
    assert "G5L" not in (written.out + written.err).upper()


def test_a_closed_campaign_says_so(client: FlaskClient, campaign: Campaign) -> None:
    campaigns.close_campaign(campaign.slug)
    answer = client.get(f"/campagnes/{campaign.slug}/ecrire")
    assert answer.status_code == 410
    assert "La campagne est terminée" in answer.text


def test_a_campaign_without_messages_or_still_a_draft_has_no_such_page(client: FlaskClient) -> None:
    silent = make_campaign(takes_messages=False)
    assert client.get(f"/campagnes/{silent.slug}/ecrire").status_code == 404
    draft = make_campaign("engagez-vous-pour-le-communautaire", is_open=False)
    assert client.get(f"/campagnes/{draft.slug}/ecrire").status_code == 404
    assert client.get("/campagnes/nulle-part/ecrire").status_code == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(supporter: Supporter, typed: str) -> None:
    found = service.look_up(typed)
    assert (found.problem is None) == bool(found.places)


@pytest.mark.parametrize("by", ["place", "riding"])
def test_a_place_too_long_is_refused_before_it_is_looked_for(supporter: Supporter, by: str) -> None:
    answer = supporter.looks_up("Rimouski " * 5000, by=by)
    assert answer.status_code == 422
    assert "Ce nom est trop long" in answer.text


def test_a_relay_name_too_long_stays_out_of_the_cookie(supporter: Supporter) -> None:
    assert supporter.looks_up("Rimouski", via="x" * 3000).status_code == 303
    with supporter.client.session_transaction() as kept:
        assert "xxx" not in str(dict(kept))
