"""Every mail says all its sentences in both languages, nothing French in English, and leads to the same places."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from app.core.language import CATALOGUE
from app.core.mailer import Rendered
from tests.house.mailbag import Mailbag, in_both_languages

FOLDER = Path(__file__).parents[2] / "templates" / "email"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
FORMS = {"subject.txt", "body.txt", "body.html"}
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w[^>]*>")
LINK = re.compile(r"https?://[^\s\"<>]+")
TOKEN = re.compile(r"[\w-]{20,}[\w.-]*")


@pytest.fixture(scope="module")
def bags() -> dict[str, Mailbag]:
    """Filled by the first test that asks; words need no database."""
    return {}


@pytest.fixture
def bag(app: Flask, bags: dict[str, Mailbag]) -> dict[str, Mailbag]:
    if not bags:
        bags |= in_both_languages()
    return bags


def plain(text: str) -> str:
    """Without what the typography puts in, nor what HTML hides."""
    return re.sub(r"\s+", " ", html.unescape(text).replace("\u00a0", " ").replace("\u202f", " "))


def pieces(sentence: str) -> list[str]:
    """What stands between the blanks of a sentence."""
    return [plain(piece).strip() for piece in BLANK.split(sentence.replace("%%", "%")) if len(piece.split()) > 1]


@cache
def english() -> dict[str, tuple[str, ...]]:
    """Under each French form of a sentence, all the English of it."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id:
            ids, strings = ((each,) if isinstance(each, str) else tuple(each) for each in (message.id, message.string))
            found |= dict.fromkeys(ids, strings)
    return found


@cache
def french_only() -> frozenset[str]:
    """What is said in French and is nowhere in the English of the same sentence."""
    return frozenset(
        piece
        for french, there in english().items()
        for piece in pieces(french)
        if len(piece) > 7 and not any(piece in plain(one) for one in there)
    )


def sentences(app: Flask, paths: Iterable[Path]) -> list[tuple[str, ...]]:
    """What those templates say, each with its plural if it has one."""
    found: set[tuple[str, ...]] = set()
    for path in paths:
        for _line, _function, said in app.jinja_env.extract_translations(path.read_text("utf-8")):  # type: ignore[attr-defined]
            found.add(tuple(form for form in ((said,) if isinstance(said, str) else said) if form))
    return sorted(found)


def words(mails: Iterable[Rendered]) -> str:
    """All of them, in all their forms."""
    return plain("\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in mails))


def test_every_mail_has_a_subject_and_both_its_forms(app: Flask) -> None:
    assert NAMES
    for name in NAMES:
        assert {path.name for path in (FOLDER / name).iterdir() if path.name[0] != "_"} == FORMS, name


def test_a_sentence_in_plain_text_keeps_the_end_of_its_line(app: Flask) -> None:
    """Without a plus, the tag takes it along, and the next sentence goes on behind it."""
    glued = re.compile(r"\{% endtrans %\}\n(?!\{%-)")
    texts = [path for path in FOLDER.rglob("*.txt") if path.name != "subject.txt"]
    assert [str(path.relative_to(FOLDER)) for path in texts if glued.search(path.read_text())] == []


def test_every_mail_is_written_here_in_both_languages(bag: dict[str, Mailbag]) -> None:
    for locale in ("fr", "en"):
        assert sorted(bag[locale]) == NAMES
    assert all(len(bag["fr"][name]) == len(bag["en"][name]) for name in NAMES)


def test_every_sentence_of_the_templates_is_said_and_has_its_english(app: Flask, bag: dict[str, Mailbag]) -> None:
    every = {locale: [mail for mails in bag[locale].values() for mail in mails] for locale in ("fr", "en")}
    assert unsaid(app, FOLDER.glob("_layout.*"), every) == []
    for name in NAMES:
        mails = {locale: bag[locale][name] for locale in ("fr", "en")}
        assert unsaid(app, (FOLDER / name).iterdir(), mails) == [], name


def unsaid(app: Flask, paths: Iterable[Path], mails: dict[str, list[Rendered]]) -> list[str]:
    """The sentences of those templates that the mails do not say in French, or not in English."""
    said = {locale: words(some) for locale, some in mails.items()}

    def is_said(ids: tuple[str, ...]) -> bool:
        ways = {"fr": ids, "en": english()[ids[0]]}
        return all(any(all(piece in said[locale] for piece in pieces(one)) for one in ways[locale]) for locale in said)

    return [ids[0] for ids in sentences(app, paths) if not is_said(ids)]


def test_no_sentence_is_left_in_french(bag: dict[str, Mailbag]) -> None:
    for name, mails in bag["en"].items():
        said = words(mails)
        assert {piece for piece in french_only() if piece in said} == set(), name
        assert re.findall(r".{0,20}(?:[«»]| [:;!?](?= )).{0,20}", said) == [], name
        assert all('<html lang="en-CA">' in mail.html for mail in mails), name


def test_french_is_found_where_there_is_some(bag: dict[str, Mailbag]) -> None:
    for name, mails in bag["fr"].items():
        said = words(mails)
        assert any(piece in said for piece in french_only()), name


def test_both_languages_and_both_forms_lead_to_the_same_places(bag: dict[str, Mailbag]) -> None:
    for name in NAMES:
        for french, other in zip(bag["fr"][name], bag["en"][name], strict=True):
            here = places(french.text, "fr")
            assert here == places(french.html, "fr") == places(other.text, "en") == places(other.html, "en"), name


def places(form: str, locale: str) -> list[str]:
    """Where its links lead, all of them in the language of the mail."""
    prefix = "http://localhost/en/" if locale == "en" else "http://localhost/"
    links = {TOKEN.sub("…", link) for link in LINK.findall(html.unescape(form))}
    assert all(link.startswith(prefix) for link in links), links
    return sorted(link.removeprefix(prefix) for link in links)
