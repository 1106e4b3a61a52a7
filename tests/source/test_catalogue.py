"""Every sentence of the pages has its English.

French is the source: a sentence is its own key. `make strings` gathers the sentences into the English catalogue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.core.language import CATALOGUE

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")


@lru_cache(maxsize=1)
def sentences() -> Catalog:
    """What the code and the templates say, gathered as `make strings` gathers it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog()
    for file, line, message, comments, context in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        found.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return found


@lru_cache(maxsize=1)
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def key(message: Message) -> str:
    return forms(message.id)[0]


def pairs() -> Iterator[tuple[str, str]]:
    """Each French sentence and its English; singular with singular, plural with plural."""
    for message in entries(english()):
        yield from zip(forms(message.id), forms(message.string), strict=True)


def french() -> Iterator[str]:
    for message in entries(sentences()):
        yield from forms(message.id)


def test_the_catalogue_holds_the_sentences_of_the_pages_and_no_others() -> None:
    ours, theirs = ({message.id for message in entries(catalogue)} for catalogue in (sentences(), english()))
    assert ours, "nothing was extracted: babel.cfg is wrong"
    assert (ours - theirs, theirs - ours) == (set(), set()), "run `make strings`, then translate what is new"


def test_every_sentence_has_its_english() -> None:
    assert [key(message) for message in entries(english()) if not all(forms(message.string))] == []


def test_no_english_is_uncertain_or_left_over() -> None:
    assert [key(message) for message in entries(english()) if message.fuzzy] == []
    assert list(english().obsolete) == []


def test_the_english_has_the_same_blanks() -> None:
    def blanks(text: str) -> tuple[set[str], int, int, Counter[str]]:
        rest = PLACEHOLDER.sub("", text)
        return set(PLACEHOLDER.findall(text)), rest.count("%%"), rest.count("%"), Counter(TAG.findall(text))

    assert [(here, there) for here, there in pairs() if blanks(here) != blanks(there)] == []


def test_the_english_keeps_the_space_around_a_piece_of_sentence() -> None:
    def edges(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    # The marks that join quotations lose a space in English: « » ou « ».
    wrong = [(here, there) for here, there in pairs() if edges(here) != edges(there)]
    assert [pair for pair in wrong if "»" not in pair[0]] == []


def test_the_english_has_the_typography_of_english() -> None:
    wrong = re.compile(r"[«»\u00a0\u202f]|\s[:;!?%]|\w'\w|(?<![=\w])\"|\.\.\.")
    assert [there for _, there in pairs() if wrong.search(TAG.sub("", PLACEHOLDER.sub("x", there)))] == []


@pytest.mark.parametrize(
    ("mistake", "pattern"),
    [
        ("a typed no-break space: the filter makes them", r"[\u00a0\u202f\u2009]"),
        ("a straight apostrophe", r"(?<=[^\W\d_])'(?=[^\W\d_])"),
        ("straight or English quotation marks", r"[\"“”]"),
        ("three dots for an ellipsis", r"\.\.\."),
        ("a space before ; ! or ?", r"\s[;!?]"),
        ("no space before a colon", r"[^\W\d_]:(?=\s|$)"),
        ("no space inside guillemets", r"«\S|\S»"),
    ],
)
def test_no_french_sentence_has(mistake: str, pattern: str) -> None:
    assert [text for text in french() if re.search(pattern, TAG.sub("", text))] == [], mistake


def test_a_percent_sign_is_doubled_in_a_template() -> None:
    """Jinja always fills in the blanks, even when there are none."""
    lonely = [
        text
        for message in entries(sentences())
        if any(file.startswith("templates/") for file, _ in message.locations)
        for text in forms(message.id)
        if "%" in PLACEHOLDER.sub("", text).replace("%%", "")
    ]
    assert lonely == []
