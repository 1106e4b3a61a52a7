"""Where somebody lives: a place in several ridings gives several, and the program never guesses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.territory import service as territory
from app.territory.errors import NoSuchRiding, TerritoryFileError
from app.territory.models import ElectoralMap, Municipality, PostalCode, Riding

pytestmark = [pytest.mark.data, pytest.mark.engine]

PLACES = """name,region,mrc,ridings
Rimouski,01,Rimouski-Neigette,Rimouski
Saguenay,02,,Chicoutimi;Dubuc
Saint-Ambroise,02,Le Fjord-du-Saguenay,Dubuc
Saint-Ambroise-de-Kildare,14,Joliette,Joliette
"""
CODES = """code,riding,municipality
G5L 1A1,Rimouski,Rimouski
g7h1a1,Chicoutimi,Saguenay
G7H 1A1,Dubuc,Saguenay
"""


@pytest.fixture
def places(app: Flask, tmp_path: Path) -> Path:
    """A folder with two small files, both loaded."""
    (tmp_path / "municipalities.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "postal_codes.csv").write_text(CODES, encoding="utf-8")
    territory.load_municipalities(tmp_path / "municipalities.csv")
    territory.load_postal_codes(tmp_path / "postal_codes.csv")
    return tmp_path


def names(ridings: Iterable[Riding]) -> list[str]:
    return [riding.name for riding in ridings]


def test_a_postal_code_in_one_riding_gives_that_riding(places: Path) -> None:
    assert names(place.riding for place in territory.places_of_postal_code("G5L 1A1")) == ["Rimouski"]


def test_a_postal_code_in_two_ridings_gives_both_in_french_order(places: Path) -> None:
    assert names(place.riding for place in territory.places_of_postal_code("G7H 1A1")) == ["Chicoutimi", "Dubuc"]
    assert [place.municipality.name for place in territory.places_of_postal_code("G7H 1A1") if place.municipality] == [
        "Saguenay",
        "Saguenay",
    ]


def test_an_unknown_postal_code_gives_nothing(places: Path) -> None:
    assert territory.places_of_postal_code("H0H 0H0") == []


def test_a_municipality_is_found_whatever_the_accents_hyphens_and_capitals(places: Path) -> None:
    for typed in ("rimouski", "RIMOUSKI", "Rïmouski", " rimouski "):
        assert [found.name for found in territory.municipalities_matching(typed)] == ["Rimouski"]
    for typed in ("St-Ambroise", "saint ambroise", "SAINT–AMBROISE"):
        assert [found.name for found in territory.municipalities_matching(typed)] == ["Saint-Ambroise"]


def test_part_of_a_name_gives_all_that_hold_it(places: Path) -> None:
    found = [municipality.name for municipality in territory.municipalities_matching("ambroise")]
    assert found == ["Saint-Ambroise", "Saint-Ambroise-de-Kildare"]


def test_one_letter_finds_no_municipality(places: Path) -> None:
    assert territory.municipalities_matching("r") == []


def test_a_municipality_in_two_ridings_has_both(places: Path) -> None:
    (saguenay,) = territory.municipalities_matching("Saguenay")
    assert names(territory.ridings_of(saguenay)) == ["Chicoutimi", "Dubuc"]


def test_loading_the_same_places_again_changes_nothing(places: Path) -> None:
    assert territory.load_municipalities(places / "municipalities.csv") == 0
    assert territory.load_postal_codes(places / "postal_codes.csv") == 0
    assert db.session.query(Municipality).count() == 4
    assert db.session.query(PostalCode).count() == 3


def test_a_lookup_says_what_was_found_and_by_what(places: Path) -> None:
    one, two = territory.lookup("g5l1a1"), territory.lookup("G7H 1A1")
    assert (one.method, names(one.ridings), one.is_certain) == (territory.Method.POSTAL_CODE, ["Rimouski"], True)
    assert (names(two.ridings), two.is_certain) == (["Chicoutimi", "Dubuc"], False)
    assert [[town.name for town in place.municipalities] for place in two.places] == [["Saguenay"], ["Saguenay"]]


def test_of_an_unknown_code_the_municipality_gives_a_short_list_and_nothing_gives_all(places: Path) -> None:
    short = territory.lookup("G7H 9Z9", "Saguenay")
    assert (short.method, names(short.ridings), short.is_certain) == (
        territory.Method.MUNICIPALITY, ["Chicoutimi", "Dubuc"], False,
    )  # fmt: skip
    assert territory.lookup("G7H 9Z9", "rimouski").is_certain
    last = territory.lookup("G7H 9Z9", "rimousky")
    assert (last.method, len(last.ridings), last.near, last.is_certain) == (
        territory.Method.ALL,
        127,
        ["Rimouski"],
        False,
    )


@pytest.mark.parametrize("typed", ["Johnson", "JOHNSON", "Daniel-Johnson"])
def test_a_riding_is_found_by_the_name_that_it_had(app: Flask, typed: str) -> None:
    assert territory.riding_named(typed).name == "Daniel-Johnson"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name,region,mrc,ridings\nAmqui,01,,Atlantide\n", "Ligne 2.*Atlantide"),
        ("name,region,mrc,ridings\nAmqui,18,,Rimouski\n", "Ligne 2.*18.*région"),
        ("name,mrc\nAmqui,01\n", "name, mrc"),
    ],
)
def test_a_wrong_line_refuses_the_whole_file_and_is_named(app: Flask, tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "municipalities.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TerritoryFileError, match=told):
        territory.load_municipalities(path)
    assert db.session.query(Municipality).count() == 0


def test_a_wrong_postal_code_refuses_the_whole_file(places: Path) -> None:
    path = places / "more.csv"
    path.write_text("code,riding,municipality\nH2X 1Y4,Rimouski,\n12345,Rimouski,\n", encoding="utf-8")
    with pytest.raises(TerritoryFileError, match=r"Ligne 3.*12345"):
        territory.load_postal_codes(path)
    assert territory.places_of_postal_code("H2X 1Y4") == []


def test_every_place_of_the_demonstration_loads(app: Flask, project: Path) -> None:
    demonstration = project / "app" / "local" / "demonstration"
    assert territory.load_municipalities(demonstration / "municipalities.csv") > 100
    assert territory.load_postal_codes(demonstration / "postal_codes.csv") > 50


def test_the_map_in_force_is_the_latest_that_began(app: Flask) -> None:
    old = ElectoralMap(name="2017-test", valid_from_on=date(2018, 10, 1), source="test")
    with unit_of_work():
        db.session.add(old)
    try:
        assert territory.active_map(date(2026, 10, 4)).name == "2017-test"
        assert territory.active_map(date(2026, 10, 5)).name == "2026"
        assert territory.active_map(date(2010, 1, 1)).name == "2017-test"  # before the first: the first
        with pytest.raises(NoSuchRiding):
            territory.riding_named("Rimouski", date(2020, 1, 1))
    finally:
        with unit_of_work():
            db.session.delete(old)


def test_the_map_of_2026_has_127_ridings_in_french_order(app: Flask) -> None:
    found = names(territory.ridings(territory.active_map(date(2026, 10, 5))))
    assert len(found) == 127
    assert found.index("Beauce-Nord") < found.index("Bellechasse") < found.index("Îles-de-la-Madeleine")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("rimouski", "Rimouski"),
        ("Iles de la Madeleine", "Îles-de-la-Madeleine"),
        ("D'Arcy-McGee", "D’Arcy-McGee"),
        ("D’Arcy McGee", "D’Arcy-McGee"),
        ("d arcy mcgee", "D’Arcy-McGee"),
        ("L'Assomption", "L’Assomption"),
        ("vanier - les rivieres", "Vanier-Les Rivières"),
        ("Anjou-Louis-Riel", "Anjou–Louis-Riel"),
    ],
)
def test_a_riding_is_found_by_name_however_it_is_typed(app: Flask, typed: str, name: str) -> None:
    assert territory.riding_named(typed).name == name


def test_every_riding_is_found_again_by_its_address(app: Flask) -> None:
    for riding in territory.ridings(territory.active_map()):
        assert territory.riding_named(riding.slug).id == riding.id
        assert riding.slug.isascii()


@given(st.text(max_size=40))
def test_no_text_makes_the_search_of_a_riding_fail(application: Flask, typed: str) -> None:
    with application.app_context():
        with contextlib.suppress(NoSuchRiding):
            assert territory.riding_named(typed)
        assert isinstance(territory.municipalities_matching(typed), list)
