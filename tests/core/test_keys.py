"""Matching keys and search keys, on labelled pairs of invented names of the kinds met in real lists."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.keys import matching_key, search_key

PAIRS = list(csv.DictReader((Path(__file__).parent / "labelled_pairs.csv").read_text("utf-8").splitlines()))
OUT_OF_REACH = {"another small word", "typing mistake", "order of words", "acronym alone", "name in use"}
FRAGMENTS = (
    *("Le ", "La ", "l’", "L'", "au", "Inc.", " inc", "St-", "&", "-", " ", "X", "A.B.", "\u00a0"),
    *("(CDC)", "(la)", "(es)", "œ", "É", "e\u0301", "İ", "ſ", "ǅ"),
)
NAMES = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join))


def equal(pair: dict[str, str]) -> bool:
    return matching_key(pair["one"]) == matching_key(pair["other"])


@pytest.mark.parametrize("pair", [p for p in PAIRS if p["verdict"] != "same"], ids=lambda p: p["one"])
def test_two_organizations_never_share_a_key(pair: dict[str, str]) -> None:
    assert not equal(pair)


@pytest.mark.parametrize(
    "pair",
    [p for p in PAIRS if p["verdict"] == "same" and p["kind"] not in OUT_OF_REACH],
    ids=lambda p: p["kind"],
)
def test_two_spellings_of_one_organization_share_a_key(pair: dict[str, str]) -> None:
    assert equal(pair)


@pytest.mark.parametrize("pair", [p for p in PAIRS if p["kind"] in OUT_OF_REACH], ids=lambda p: p["kind"])
def test_what_only_a_person_can_tell_is_left_to_a_person(pair: dict[str, str]) -> None:
    assert not equal(pair)


@pytest.mark.parametrize("name", sorted({p["one"] for p in PAIRS}))
def test_the_way_a_name_was_typed_makes_no_difference(name: str) -> None:
    key = matching_key(name)
    assert matching_key(unicodedata.normalize("NFD", name)) == key
    assert matching_key(name.replace(" ", "\u00a0")) == key
    assert matching_key(f"  {name}\u200b ") == key
    assert matching_key(name.replace("’", "'")) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Les Œuvres d’entraide de St-Aubin Inc.", "oeuvres d entraide de saint aubin"),
        ("L'Ami-e du quartier", "ami e du quartier"),
        ("La", "la"),
        ("Inc.", "inc"),
        ("Le Inc.", "le"),
        ("?!… — « »", ""),
        ("(((", ""),
        ("(CDC)", "cdc"),
        ("❤️", ""),
        ("", ""),
        ("ᐃᓄᒃᑎᑐᑦ", "ᐃᓄᒃᑎᑐᑦ"),
        ("50+", "50"),
    ],
)
def test_keys_of_odd_names(name: str, key: str) -> None:
    assert matching_key(name) == key


@given(NAMES)
def test_a_name_with_a_letter_or_a_figure_has_a_key(name: str) -> None:
    shown = unicodedata.normalize("NFKC", name)
    if any(character.isalnum() for character in shown):
        assert matching_key(name)
    elif not any(unicodedata.category(character)[0] in "LNM" for character in shown):
        assert matching_key(name) == ""


@given(NAMES)
def test_a_key_is_words_and_single_spaces(name: str) -> None:
    for key in (matching_key(name), search_key(name)):
        assert key == " ".join(key.split())
        assert all(character == " " or character.isalnum() for character in key)
        assert not any(unicodedata.category(character) in {"Mn", "Cf"} for character in key)


@given(NAMES)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    key = matching_key(name)
    assert matching_key(key) == key


@given(NAMES)
def test_composed_and_decomposed_letters_have_one_key(name: str) -> None:
    assert matching_key(unicodedata.normalize("NFD", name)) == matching_key(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize("typed", ["élu·e·s", "élu.e.s", "elu(e)s", "Élu•e•s", "ÉLUES", "e\u0301lues"])
def test_a_search_does_not_see_inclusive_signs(typed: str) -> None:
    assert search_key(typed) == "elues"


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Auberge du cœur L’Été", "coeur l'ete"),
        ("Maison de la famille de Saint-Aubin", "st-aubin"),
        ("A.R.C. (Accueil et répit)", "arc accueil"),
        ("Mon Chez-Nous inc.", "chez nous"),
        ("L'Entraide", "lentraide"),
        ("L’Entraide", "entraide"),
        ("100_% bénévole", "100 %"),
        ("Station d’écoute", "st"),
    ],
)
def test_a_search_finds_what_was_meant(stored: str, typed: str) -> None:
    assert search_key(typed) in search_key(stored)
