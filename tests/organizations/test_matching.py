"""When two spellings are one organization, and when only a person may say so."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.organizations import service
from app.organizations.errors import NameProblem, NameRefused
from app.organizations.models import NameWord, Organization, Origin
from tests.factories import make_organization

pytestmark = [pytest.mark.data, pytest.mark.engine]


@pytest.mark.parametrize(
    "typed",
    [
        "Maison des jeunes L’Été",
        "MAISON DES JEUNES L'ÉTÉ INC.",
        "maison des jeunes l ete",
        "La Maison des jeunes l’été (MDJ)",
        "Maison des jeunes L’E\u0301te\u0301",
    ],
)
def test_a_spelling_of_the_same_name_in_the_same_city_is_the_same_organization(app: Flask, typed: str) -> None:
    known = make_organization("Maison des jeunes L’Été", "01", "Rimouski")
    assert service.find_same(typed, "01", "rimouski") == known


@pytest.mark.parametrize(
    ("name", "region", "city"),
    [
        ("Maison des jeunes L’Été", "11", "Rimouski"),
        ("Maison des jeunes L’Été", "01", "Matane"),
        ("Maison des jeunes", "01", "Rimouski"),
        ("Maison des jeunes de l’été", "01", "Rimouski"),
    ],
)
def test_another_region_city_or_name_is_another_organization(app: Flask, name: str, region: str, city: str) -> None:
    make_organization("Maison des jeunes L’Été", "01", "Rimouski")
    assert service.find_same(name, region, city) is None


def test_a_missing_city_matches_any_in_the_region_unless_that_leaves_a_choice(app: Flask) -> None:
    rimouski = make_organization("Accueil", "01", "Rimouski")
    assert service.find_same("Accueil", "01", "") == rimouski
    matane = make_organization("Accueil", "01", "Matane")
    assert service.find_same("Accueil", "01", "") is None
    assert service.find_same("Accueil", "01", "Matane") == matane


def test_an_entry_without_a_city_is_found_from_any_city_of_its_region(app: Flask) -> None:
    somewhere = make_organization("Accueil", "01", "")
    assert service.find_same("Accueil", "01", "Matane") == somewhere
    assert service.find_same("Accueil", "02", "Alma") is None


def test_an_acronym_or_a_former_name_is_the_same_organization(app: Flask) -> None:
    known = make_organization("Regroupement des essais", aliases=("R.E.X.", "Comité des essais"))
    assert service.find_same("REX", "01", "Rimouski") == known
    assert service.find_same("comité des essais inc.", "01", "Rimouski") == known


def test_a_name_of_its_own_comes_before_the_alias_of_another(app: Flask) -> None:
    make_organization("Regroupement des essais", aliases=("Le Phare",))
    lighthouse = make_organization("Phare")
    assert service.find_same("Le Phare", "01", "Rimouski") == lighthouse


def test_what_is_not_known_is_added_as_it_is_written(app: Flask) -> None:
    with unit_of_work():
        added = service.find_or_add("Coeur à l'ouvrage  Inc.", "05", "Sherbrooke")
    assert (added.name, added.origin, added.city) == ("Coeur à l'ouvrage Inc.", Origin.SIGNATURE, "Sherbrooke")
    with unit_of_work():
        assert service.find_or_add("cœur à l’ouvrage", "05", "SHERBROOKE") == added


def test_loading_the_same_entry_twice_keeps_one_and_learns_its_other_names(app: Flask) -> None:
    first = make_organization("Accueil du Littoral", aliases=("ADL",))
    again = make_organization("L’accueil du littoral", aliases=("ADL", "Vieil Accueil"))
    assert again.id == first.id
    assert sorted(alias.name for alias in again.aliases) == ["ADL", "Vieil Accueil"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organization)) == 1


def test_the_database_refuses_the_same_organization_twice(app: Flask) -> None:
    first = make_organization()
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(
            Organization(
                name="Autre graphie", key=first.key, search_key="x", sort_key="x", sort_key_bare="x",
                region_code="01", city="Rimouski", city_key=first.city_key, created_at=now(),
            )
        )  # fmt: skip


def test_two_that_add_the_same_organization_at_the_same_instant_get_the_same_entry(app: Flask) -> None:
    barrier, found = threading.Barrier(2), []

    def add() -> None:
        with app.app_context():
            barrier.wait()
            with unit_of_work():
                found.append(service.find_or_add("Toute nouvelle", "01", "Rimouski").id)
            db.session.remove()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem.EMPTY),
        (" \t\r\n\0", NameProblem.EMPTY),
        ("!!! … ???", NameProblem.NO_LETTER),
        ("ʼ", NameProblem.NO_LETTER),
        ("=cmd()", NameProblem.FORMULA),
        (" +33 essais", NameProblem.FORMULA),
        ("@SOMME(A1)", NameProblem.FORMULA),
        ("Perd\ufffdu en chemin", NameProblem.UNREADABLE),
        ("Gagnez sur https://example.com", NameProblem.LINK),
        ("Visitez WWW.example.com", NameProblem.LINK),
        ("gagnez-vite.com/x", NameProblem.LINK),
        ("Gagnez vite sur bit.ly/abc", NameProblem.LINK),
        ("Maison (gagnez-vite.com)", NameProblem.LINK),
        ("a" * 251, NameProblem.TOO_LONG),
        ("㍿㌀㌁㌂㌃" * 50, NameProblem.TOO_LONG),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_its_reason(app: Flask, name: str, problem: NameProblem) -> None:
    with pytest.raises(NameRefused) as refused:
        make_organization(name)
    assert refused.value.problem is problem


def test_a_name_of_exactly_250_characters_is_accepted(app: Flask) -> None:
    assert make_organization("é" * 250).name == "é" * 250


@pytest.mark.parametrize(
    "name",
    [
        "1, 2, 3 GO!",
        "« L’Essentielle »",
        "Le 9-1-1",
        "Élu·e·s d’ici",
        "<script>alert(1)</script>",
        "Café-rencontre 17",
        "Logemen’occupe",
        "A.L.T.I.",
        "Info-Réf.",
        "C.A.L.A.C.S. de l’Est",
        "Dépannage St-Canut",
        "Immigrant.e.s/réfugié.e.s",
        "Aîné.es en action",
        "La Maison du Co. inc.",
        "Centre S.O.S. 1.2.3",
    ],
)
def test_names_that_look_odd_and_are_names_are_kept_as_they_are(app: Flask, name: str) -> None:
    assert make_organization(name).name == name


def test_only_an_entry_that_a_signature_brought_is_forgotten(app: Flask) -> None:
    register = make_organization("Du répertoire")
    with unit_of_work():
        brought = service.find_or_add("D’une signature", "01", "Rimouski")
    with unit_of_work():
        service.forget(register)
        service.forget(brought)
    assert db.session.scalars(sa.select(Organization.name)).all() == ["Du répertoire"]
    assert set(db.session.scalars(sa.select(NameWord.word))) == {"du", "repertoire"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_whatever_is_typed_is_refused_with_a_reason_or_added_and_found_again(app: Flask, name: str) -> None:
    try:
        with unit_of_work():
            added = service.find_or_add(name, "01", "Rimouski")
    except NameRefused:
        return
    assert service.find_same(name, "01", "Rimouski") == added
    assert service.find_same(added.name, "01", "Rimouski") == added
