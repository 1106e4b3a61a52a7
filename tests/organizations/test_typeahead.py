"""The type-ahead finds what somebody would begin to type, and says of nobody more than the public list does."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.organizations import service, typeahead
from app.organizations.errors import NameRefused
from app.organizations.models import Organization
from app.organizations.names import words_of
from tests.factories import make_campaign, make_cosignature, make_organization

pytestmark = [pytest.mark.data, pytest.mark.engine]


def names(query: str, **more: str) -> list[str]:
    return [one.name for one in service.suggestions(query, **more)]


@pytest.mark.parametrize(
    "typed",
    ["ma", "Maison", "MAISON DES FEM", "maison femmes", "femmes maison", "ete", "été", "l'été", "L’ÉTÉ", "lete",
     "l ete", "femmes de l’ét", "  maison   des "],
)  # fmt: skip
def test_a_beginning_or_any_word_finds_it_without_accents_or_apostrophes(app: Flask, typed: str) -> None:
    make_organization("Maison des femmes de l’Été")
    assert names(typed) == ["Maison des femmes de l’Été"]


@pytest.mark.parametrize("typed", ["emmes", "maison des hommes", "zzz", "", " ", "!!!", "’", "=", "%", "_", "ma%on"])
def test_what_begins_no_word_finds_nothing(app: Flask, typed: str) -> None:
    make_organization("Maison des femmes de l’Été")
    assert names(typed) == []


def test_names_that_begin_so_come_first_then_acronyms_then_words(app: Flask) -> None:
    make_organization("Centre du Rex")
    make_organization("Regroupement des essais", aliases=("REX",))
    make_organization("Rex et compagnie")
    assert names("rex") == ["Rex et compagnie", "Regroupement des essais", "Centre du Rex"]


def test_an_organization_is_offered_once_and_never_more_than_eight_are(app: Flask) -> None:
    for number in range(12):
        make_organization(f"Accueil {number}", aliases=(f"Accueil ancien {number}",))
    assert len(names("accueil")) == len(set(names("accueil"))) == 8


def test_a_region_keeps_only_its_own(app: Flask) -> None:
    make_organization("Accueil du fleuve", "01")
    make_organization("Accueil du lac", "02", "Alma")
    assert names("accueil", region_code="02") == ["Accueil du lac"]


def test_among_many_common_words_the_rare_one_leads(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeahead, "MOST_LOOKED_AT", 5)
    typeahead._names_with_words.cache_clear()
    typeahead._samples.cache_clear()
    for number in range(40):
        make_organization(f"Centre commun {number}")
    make_organization("Centre commun rarissime")
    assert names("commun centre rari") == ["Centre commun rarissime"]
    typeahead._names_with_words.cache_clear()
    typeahead._samples.cache_clear()


def test_the_answer_holds_what_fills_the_form(client: FlaskClient) -> None:
    known = make_organization("Maison des femmes de l’Été", "11", "Sainte-Anne-des-Monts")
    elsewhere = make_organization("Maison sans ville", "00", "")
    assert client.get("/organismes/suggestions?q=maison").json == [
        {
            "id": str(known.id), "name": "Maison des femmes de l’Été", "region": "11", "city": "Sainte-Anne-des-Monts",
            "label": "Sainte-Anne-des-Monts, Gaspésie–Îles-de-la-Madeleine", "signed": False,
        },
        {"id": str(elsewhere.id), "name": "Maison sans ville", "region": "00", "city": "", "label": "National",
         "signed": False},
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["macarreu", "abri du macarreux", "labri maccareux", "macreux"])
def test_a_slip_is_forgiven_when_nothing_else_is_found(app: Flask, typed: str) -> None:
    make_organization("L’Abri du Macareux")
    make_organization("L’Abri du Harfang")
    assert names(typed) == ["L’Abri du Macareux"]


def test_between_two_words_as_near_the_commoner_is_meant(app: Flask) -> None:
    for name in ("Le Sain de Lévis", "Les Sans de Lévis", "Les Sans de Laval"):
        make_organization(name)
    assert set(names("sasn")) == {"Les Sans de Lévis", "Les Sans de Laval"}


@pytest.mark.parametrize("typed", ["zzzz", "mac", "m", "macareux impossible", "xy du macareux"])
def test_what_is_like_nothing_finds_nothing_or_what_it_begins(app: Flask, typed: str) -> None:
    make_organization("L’Abri du Macareux")
    assert names(typed) == (["L’Abri du Macareux"] if "macareux".startswith(typed) else [])


def test_a_city_that_bears_the_name_of_its_region_is_said_once(client: FlaskClient) -> None:
    make_organization("Maison Exemple", "13", "Laval")
    assert [one["label"] for one in client.get("/organismes/suggestions?q=maison").json or []] == ["Laval"]


@pytest.mark.parametrize(
    ("state", "publishes_name", "says_so"),
    [("validated", True, True), ("validated", False, False), ("confirmed", True, False), ("submitted", True, False),
     ("declined", True, False), ("withdrawn", True, False), ("to_check", True, False)],
)  # fmt: skip
def test_it_says_already_signed_only_of_those_on_the_public_list(
    client: FlaskClient, state: str, publishes_name: bool, says_so: bool
) -> None:
    campaign = make_campaign()
    make_organization("Maison Exemple")
    make_cosignature(campaign, state, organization_name="Maison Exemple", publishes_name=publishes_name)
    [one] = client.get(f"/organismes/suggestions?q=maison&campaign={campaign.slug}").json or []
    assert ("a déjà cosigné" in one["label"]) is one["signed"] is says_so
    [one] = client.get("/organismes/suggestions?q=maison").json or []
    assert "cosigné" not in one["label"]


@pytest.mark.parametrize(
    ("state", "publishes_name", "is_offered"),
    [("validated", True, True), ("validated", False, False), ("confirmed", True, False), ("submitted", True, False),
     ("declined", True, False), ("withdrawn", True, False), ("to_check", True, False)],
)  # fmt: skip
def test_what_only_a_signature_brought_is_offered_while_the_public_list_shows_it(
    client: FlaskClient, state: str, publishes_name: bool, is_offered: bool
) -> None:
    campaign = make_campaign()
    signed = make_cosignature(campaign, state, organization_name="Toute nouvelle", publishes_name=publishes_name)
    for typed in ("tou", "nouvelle"):
        assert bool(client.get(f"/organismes/suggestions?q={typed}").json) is is_offered
    if is_offered:
        cosignatures.withdraw(signed.id)
        assert client.get("/organismes/suggestions?q=tou").json == []


@pytest.mark.parametrize(
    "query",
    ["", "?q=", "?q=" + "a" * 10_000, "?q=%00%ff%fe", "?q=a&region=%00", "?q=a&region=99", "?q=a&region=٣٤",
     "?q=ma&campaign=%00", "?q=ma&campaign=nulle-part", "?q=" + "a+" * 500],
)  # fmt: skip
def test_any_question_is_answered(client: FlaskClient, query: str) -> None:
    make_organization("Maison a")
    assert client.get(f"/organismes/suggestions{query}").status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=60), data=st.data())
def test_every_word_of_a_name_finds_it(app: Flask, name: str, data: st.DataObject) -> None:
    try:
        with unit_of_work():
            added: Organization = service.add(name, "01", "Rimouski")
    except NameRefused:
        return
    word = data.draw(st.sampled_from(sorted(words_of(added.name))))
    found = service.suggestions(word, limit=1000)
    assert added.id in [one.id for one in found]
