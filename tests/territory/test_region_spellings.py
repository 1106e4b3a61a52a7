"""« BSL », « bas st-laurent », « Région 12 »: what coordinators write, and what is never guessed."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.territory import service as territory
from app.territory.reference import own_rows

LABELLED = Path(__file__).with_name("region_spellings.csv")
CODES = {row["code"] for row in own_rows("regions.csv")} | {"00"}
NAMES = {row["code"]: row["name"] for row in own_rows("regions.csv")}


def labelled() -> list[tuple[str, str]]:
    with LABELLED.open(encoding="utf-8", newline="") as source:
        return [(row["code"], row["text"]) for row in csv.DictReader(source)]


def test_every_labelled_spelling_is_understood_and_none_is_guessed() -> None:
    assert len(labelled()) > 250
    assert [
        (text, code, found) for code, text in labelled() if (found := territory.region_called(text) or "") != code
    ] == []


def test_every_spelling_of_our_own_file_means_what_the_file_says() -> None:
    wrong = []
    for row in own_rows("region-spellings.csv"):
        codes = row["codes"].split()
        meant = codes[0] if len(codes) == 1 else None
        wrong += [text for text in row["spellings"].split(";") if territory.region_called(text) != meant]
    assert wrong == []


@pytest.mark.parametrize("code", sorted(NAMES))
@pytest.mark.parametrize(
    "form", ["{name}", "{code}", "{code} – {name}", "{name} ({code})", "Région {code}", "{name}, Québec"]
)
def test_a_region_is_known_by_its_name_its_code_and_both(code: str, form: str) -> None:
    assert territory.region_called(form.format(name=NAMES[code], code=code)) == code


@pytest.mark.parametrize(("name", "code"), [("Estrie", "04"), ("Laval", "14"), ("Côte-Nord", "03")])
def test_a_name_and_a_code_that_disagree_name_no_region(name: str, code: str) -> None:
    assert territory.region_called(f"{code} – {name}") is None


def test_two_regions_name_none() -> None:
    codes = sorted(NAMES)
    for one, other in itertools.pairwise(codes):
        assert territory.region_called(f"{NAMES[one]} et {NAMES[other]}") is None, (one, other)


@given(st.text(max_size=300))
def test_any_text_has_a_region_or_none(text: str) -> None:
    assert territory.region_called(text) in CODES | {None}


def test_the_command_prints_the_code(app: Flask) -> None:
    def asked(*args: str) -> object:
        done = app.test_cli_runner().invoke(args=["territory", "region", *args])
        assert done.exit_code == 0
        return json.loads(done.output)

    assert asked("bas st-laurent") == {"text": "bas st-laurent", "code": "01"}
    assert asked("National", "--json") == {"text": "National", "code": "00"}
    assert asked("04 et 17", "--json") == {"text": "04 et 17", "code": None}
