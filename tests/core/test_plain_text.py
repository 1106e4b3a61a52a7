"""What people type: hidden characters go, everything that can be seen stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.keys import matching_key, search_key
from app.core.plain_text import TextTooLong, holds_a_link, is_formula, many_lines, one_line

ANYTHING = st.text(st.characters(), max_size=60)  # lone surrogates too
HOSTILE = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00\t"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Maison des jeunes  ", "Maison des jeunes"),
        ("Mon\u00a0Chez-Nous Inc.", "Mon\u00a0Chez-Nous Inc."),
        ("L'OEuvre d’entraide", "L'OEuvre d’entraide"),
        ("Te\u0301le\u0301", "Télé"),
        ("un\r\nBcc: x@example.org", "un Bcc: x@example.org"),
        ("a\x00b\ud800c\u202ed\u200be\ufefff\u00ad", "abcdef"),
        ("a\tb   c", "a b c"),
        ("ᐃᓄᒃᑎᑐᑦ 👩‍🚒", "ᐃᓄᒃᑎᑐᑦ 👩‍🚒"),
        ("a\ufffeb\U0001ffffc", "abc"),
        (None, ""),
        ("\u00a0", ""),
    ],
)
def test_a_name_keeps_its_own_letters(typed: str | None, kept: str) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73\u0301", "\uff9e\u0301"])
def test_marks_that_no_letter_bears_are_left_out(marks: str) -> None:
    """A form full of them kept a process busy for minutes."""
    crowded = "Zoé" + marks * 30_000 + "!"
    for read in (one_line, many_lines, search_key, matching_key):
        assert len(read(crowded)) < 200
    assert not holds_a_link(crowded)
    assert one_line(crowded).startswith("Zoé")


def test_long_texts_in_any_writing_stay_what_they_are() -> None:
    text = "Zoé, Nguyễn Thị Ánh, שָׁלוֹם, ประเทศไทย, हिन्दी, བོད་ཡིག, e\u0301\u0316\u0317 " * 20
    assert many_lines(text) == unicodedata.normalize("NFC", text).strip()


def test_paragraphs_stay_paragraphs() -> None:
    assert many_lines("\r\nBonjour,\r\n\r\n\r\n\r\nmerci. \rÀ bientôt\n\n") == "Bonjour,\n\nmerci.\nÀ bientôt"


def test_too_long_is_refused_and_nothing_is_cut() -> None:
    assert one_line("é" * 5, limit=5) == "é" * 5
    with pytest.raises(TextTooLong) as refusal:
        one_line("e\u0301" * 10_000, limit=200)
    assert (refusal.value.limit, refusal.value.length) == (200, 10_000)
    with pytest.raises(TextTooLong):
        many_lines("a\n" * 5, limit=8)


@pytest.mark.parametrize("typed", ["=cmd()", "+1", "-1", "@x", " =1", "\t=1", "＝1"])
def test_the_start_of_a_formula_is_recognized(typed: str) -> None:
    assert is_formula(typed)


@pytest.mark.parametrize("typed", ["Carrefour 50+", "Mi-Logis", "l’@ropole", "", "(=)"])
def test_a_sign_inside_a_name_is_no_formula(typed: str) -> None:
    assert not is_formula(typed)


@given(ANYTHING)
def test_one_line_is_one_line_of_shown_text(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line.splitlines() in ([], [line])
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in line)
    line.encode("utf-8")


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=5)), max_size=20).map("".join))
def test_many_lines_know_one_kind_of_line_break(text: str) -> None:
    paragraphs = many_lines(text)
    assert many_lines(paragraphs) == paragraphs
    assert "\n\n\n" not in paragraphs
    assert not set(paragraphs) & (set(HOSTILE) - {"\n"})
