"""« Oui », « En attente du prochain CA », « 3 décembre »: what people answer, and what is understood of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cosignatures.answers.boards import BoardAnswer, Said, board, consent, day_in, moment_in

ASKED = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Oui", Said.YES),
        ("oui, à l’unanimité", Said.YES),
        ("Oui, résolution 2024-05-12", Said.YES),
        ("Résolution adoptée", Said.YES),
        ("TRUE", Said.YES),
        ("x", Said.YES),
        ("Non", Said.NO),
        ("non, à titre personnel", Said.NO),
        ("Le CA n’a pas autorisé la signature", Said.NO),
        ("Pas encore", Said.PENDING),
        ("En attente du prochain CA", Said.PENDING),
        ("Oui, à confirmer au prochain CA", Said.PENDING),
        ("Ce sera présenté le mois prochain", Said.PENDING),
        ("", Said.NOTHING),
        ("  ", Said.NOTHING),
        ("Je ne sais pas trop", Said.UNCLEAR),
    ],
)
def test_an_answer_is_understood(answer: str, said: Said) -> None:
    assert board(answer, "", asked_on=ASKED).said is said


@pytest.mark.parametrize(
    ("answer", "day", "on"),
    [
        ("Le CA se réunit le 3 décembre", "", date(2026, 12, 3)),
        ("Le CA se réunit le 15 janvier", "", date(2027, 1, 15)),
        ("En attente", "2026-12-01", date(2026, 12, 1)),
        ("Non", "1er décembre 2026", date(2026, 12, 1)),
        ("", "01/12/2026", date(2026, 12, 1)),
        ("En attente du prochain CA", "", None),
    ],
)
def test_a_board_that_is_still_to_decide_may_say_when(answer: str, day: str, on: date | None) -> None:
    assert board(answer, day, asked_on=ASKED) == BoardAnswer(Said.PENDING, on)


def test_a_board_that_agreed_needs_no_date() -> None:
    assert board("Oui", "2026-12-01", asked_on=ASKED) == BoardAnswer(Said.YES)


@pytest.mark.parametrize("ticked", ["J’accepte que le nom soit publié", "Oui", "Je consens", "✓"])
def test_a_ticked_box_says_yes(ticked: str) -> None:
    assert consent(ticked) is Said.YES


@pytest.mark.parametrize("answer", ["", "Non", "Je n’accepte pas", "On verra", "en attente"])
def test_only_a_yes_is_a_consent(answer: str) -> None:
    assert consent(answer) is not Said.YES


def test_days_are_read_as_they_are_written_here() -> None:
    assert day_in("27 mai 2024", asked_on=ASKED) == date(2024, 5, 27)
    assert day_in("27/05/2024 13:30", asked_on=ASKED) == date(2024, 5, 27)
    assert day_in("2024/05/27 1:30:02 PM UTC−4", asked_on=ASKED) == date(2024, 5, 27)
    assert moment_in("2024-05-27 13:30:02") == date(2024, 5, 27)
    assert day_in("31 février 2024", asked_on=ASKED) is None


@given(st.text(max_size=60), st.text(max_size=30), st.dates())
def test_any_answer_is_understood_or_unclear(answer: str, day: str, asked_on: date) -> None:
    found = board(answer, day, asked_on=asked_on)
    assert found.said in set(Said)
    assert found.on is None or found.said is Said.PENDING
