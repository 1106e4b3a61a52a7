"""NEQ, charity numbers and postal codes as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.identifiers import (
    Identifier,
    IdentifierProblem,
    InvalidPostalCode,
    charity_number,
    in_quebec,
    neq,
    postal_code,
)


@pytest.mark.parametrize(
    "typed", ["1143920115", "11 4392 0115", "11-43920115", " 1143920115\u00a0", "１１４３９２０１１５"]
)
def test_a_neq_is_ten_figures_however_they_are_spaced(typed: str) -> None:
    assert neq(typed) == Identifier("1143920115")


@pytest.mark.parametrize(
    ("typed", "value", "problem"),
    [
        ("1143920116", "1143920116", IdentifierProblem.CHECK_DIGIT),
        ("4443920115", "4443920115", IdentifierProblem.PREFIX),
        (" 114392011 ", "114392011", IdentifierProblem.FORM),
        ("je ne sais pas", "je ne sais pas", IdentifierProblem.FORM),
        ("", "", IdentifierProblem.FORM),
    ],
)
def test_an_odd_neq_is_kept_with_a_warning(typed: str, value: str, problem: IdentifierProblem) -> None:
    assert neq(typed) == Identifier(value, problem)


@pytest.mark.parametrize("typed", ["123456782RR0001", "12345 6782 rr 0001", "123456782-RR-0001"])
def test_a_charity_number_is_written_in_one_way(typed: str) -> None:
    assert charity_number(typed) == Identifier("123456782RR0001")


def test_an_odd_charity_number_is_kept_with_a_warning() -> None:
    assert charity_number("123456789RR0001").problem is IdentifierProblem.CHECK_DIGIT
    assert charity_number("123456782 RC 0001") == Identifier("123456782 RC 0001", IdentifierProblem.FORM)


@pytest.mark.parametrize("typed", ["H2X 1Y4", "h2x1y4", "h2x-1y4", " H2X\u00a01Y4 ", "Ｈ２Ｘ１Ｙ４"])
def test_a_postal_code_is_written_in_one_way(typed: str) -> None:
    assert postal_code(typed) == "H2X 1Y4"


@pytest.mark.parametrize(
    "typed", ["", "H2X", "H2X 1Y", "H2X 1Y44", "2HX 1Y4", "D2X 1Y4", "W2X 1Y4", "H2O 1Y4", "H2X 1I4", "٣"]
)
def test_what_canada_post_never_writes_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPostalCode):
        postal_code(typed)


def test_quebec_has_three_letters() -> None:
    assert [letter for letter in "ABCEGHJKLMNPRSTVXY" if in_quebec(f"{letter}1A 1A1")] == ["G", "H", "J"]


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text: str) -> None:
    for read in (neq, charity_number):
        found = read(text)
        assert read(found.value).problem == found.problem
    try:
        code = postal_code(text)
    except InvalidPostalCode:
        return
    assert postal_code(code) == code


@given(st.from_regex(r"(11|22|33|88)[0-9]{7}", fullmatch=True))
def test_one_check_digit_in_ten_is_right(nine: str) -> None:
    assert sum(neq(f"{nine}{digit}").problem is None for digit in range(10)) == 1
