"""How lists of officials write functions, portfolios and genders, and what is understood of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.officials.importing.functions import FunctionUnclear, Said, function_called, portfolio_keys
from app.officials.importing.genders import gender_called, gender_of_title, without_civility
from app.officials.models import Gender, Office


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Ministre de la Santé", ["health"]),
        ("ministre responsable des Services sociaux", ["social-services"]),
        ("Ministre de la Santé et des Services sociaux", ["social-services", "health"]),
        ("Présidente du Conseil du trésor", ["treasury"]),
        ("finance", ["finance"]),
        ("Première ministre", ["premier"]),
        ("Ministre déléguée à l’Économie régionale", ["economie-regionale"]),
        ("ministre", []),
    ],
)
def test_a_portfolio_is_known_by_its_words(text: str, keys: list[str]) -> None:
    assert portfolio_keys(text) == keys


@pytest.mark.parametrize(
    ("text", "offices"), [("Députée de Rimouski", []), ("député indépendant", []), ("whip", [Office.WHIP])]
)
def test_who_only_sits_has_no_other_office(text: str, offices: list[Office]) -> None:
    assert [one.office for one in function_called(text, Said(party="A"))] == offices


@pytest.mark.parametrize(
    ("text", "gender"),
    [("F", "f"), ("Mme", "f"), ("féminin", "f"), ("Madame", "f"), ("H", "m"), ("M.", "m"), ("Homme", "m"), ("?", None)],
)
def test_genders_are_written_in_many_ways(text: str, gender: str | None) -> None:
    assert gender_called(text) == gender


def test_a_title_or_a_civility_tells_the_gender() -> None:
    assert gender_of_title("Députée de Rimouski") is Gender.FEMININE
    assert gender_of_title("Directeur général") is Gender.MASCULINE
    assert gender_of_title("Ministre") is None
    assert without_civility("Mme Jeanne Exemple") == ("Jeanne Exemple", Gender.FEMININE)
    assert without_civility("M. Réal Exemple") == ("Réal Exemple", Gender.MASCULINE)
    assert without_civility("Mia Exemple") == ("Mia Exemple", None)


@settings(max_examples=30)
@given(st.text(max_size=80))
def test_no_function_ever_written_stumbles(text: str) -> None:
    try:
        found = function_called(text, Said(party="A", portfolio="B", institution="C"))
    except FunctionUnclear:
        return
    assert all(one.portfolio != "" for one in found)
