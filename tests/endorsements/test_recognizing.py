"""Who signs a form that is meant for organizations: a city, a union, a CPE, somebody in their own name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.endorsements.service import Supporting, recognized, without_personal

LABELLED = Path(__file__).with_name("names.csv")


def labelled() -> list[tuple[str, str]]:
    with LABELLED.open(encoding="utf-8", newline="") as source:
        return [(row["who"], row["name"]) for row in csv.DictReader(source)]


def said(name: str, **more: str) -> str:
    found = recognized(name, **more)  # type: ignore[arg-type]
    return "-" if found is None else f"{'' if found.is_certain else '?'}{found.kind.value}"


def test_every_labelled_name_is_told_for_what_it_is() -> None:
    assert [(name, said(name), who) for who, name in labelled() if said(name) != who] == []


def test_an_organization_with_a_name_of_its_own_is_nobody_else() -> None:
    register = Path(__file__).parents[2] / "app" / "local" / "demonstration" / "register.csv"
    with register.open(encoding="utf-8", newline="") as source:
        assert [row["name"] for row in csv.DictReader(source) if recognized(row["name"])] == []


@pytest.mark.parametrize("answer", ["Je signe à titre personnel", "à titre individuel", "En mon nom"])
def test_somebody_who_says_so_in_an_answer_signs_in_their_own_name(answer: str) -> None:
    assert recognized("Maison Exemple", answers=(answer,)) is not None
    assert recognized("Maison Exemple", answers=("Au nom de l’organisme, et non à titre personnel",)) is None


def test_a_remark_in_passing_only_makes_one_look() -> None:
    assert said("Maison Exemple", remarks="Je signe à titre personnel") == "?person"
    assert said("Maison Exemple", remarks="J’ai aussi à titre personnel écrit à ma députée") == "-"


def test_an_organization_called_as_the_person_is_the_person() -> None:
    assert said("odile essai", person="Odile Essai") == "person"


def test_the_title_alone_only_makes_one_look() -> None:
    assert said("Maison Exemple", title="Mairesse") == "?elected"
    assert said("Maison Exemple", title="citoyenne engagée") == "?person"
    assert said("Maison Exemple", title="coordonnatrice") == "-"


def test_what_is_left_of_a_name_without_its_remark() -> None:
    assert without_personal("Odile Essai (à titre personnel)") == "Odile Essai"
    assert without_personal("Odile Essai, à titre individuel.") == "Odile Essai"
    assert without_personal("À titre personnel") == "À titre personnel"


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_name_is_somebody_or_nobody(name: str, title: str) -> None:
    found = recognized(name, title=title)
    assert found is None or found.kind in set(Supporting)
