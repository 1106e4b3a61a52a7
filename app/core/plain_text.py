"""What people type, made safe to keep and to show, and otherwise left exactly as they wrote it.

Nothing is ever cut off or corrected: text that is too long is refused, so that nobody signs half a name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

# Left out silently: nobody sees them, and they break files or fool readers (bidi overrides, zero width).
_DROPPED_CATEGORIES = frozenset({"Cc", "Cs", "Cf"})
_JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji need them
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[ \t]+")
_SHORT = 500
_MOST_MARKS = 30  # on one letter (UAX #15, Stream-Safe Text Format): no writing has ten
_LETTERS_THAT_ARE_MARKS = "\uff9e\uff9f"  # once decomposed
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")

# The endings that spam uses; others are known by the page that follows them.
_ENDINGS = (
    "app|biz|blog|ca|casino|cc|club|cn|co|com|dev|eu|fr|info|io|live|net|online|org|pro|pw|quebec|ru|shop|site|store|"
    "tk|top|tv|uk|vip|website|win|xyz"
)
# « élu.e.s/militant.es » is how French writes everybody, and initials are one letter each: no address is meant.
_INCLUSIVE = "es|ère|ères|euse|le|les|ne|nes|rice|se|ses|te|tes|ve|ves"
_LINK = re.compile(
    rf"""://
    | \bwww\.\w
    | [\w-][^\W_][.。](?:{_ENDINGS})(?![\w’'-])  # gagnez-vite.com
    | [^\W_][.。](?!(?:{_INCLUSIVE})/)(?:[a-z]{{2,4}}|xn--[a-z0-9-]+)(?::\d+)?/\w  # bit.ly/abc
    """,
    re.IGNORECASE | re.VERBOSE,
)


class TextTooLong(ValueError):
    """More characters than the field holds."""

    def __init__(self, limit: int, length: int) -> None:
        self.limit = limit
        self.length = length
        super().__init__(f"{length} characters, {limit} at most")


def one_line(text: str | None, *, limit: int | None = None) -> str:
    """One line of text: NFC, no hidden character, line breaks made spaces. Raises `TextTooLong`."""
    return _bounded(_line(_BREAKS.sub(" ", text or "")), limit)


def many_lines(text: str | None, *, limit: int | None = None) -> str:
    """Paragraphs: as `one_line`, but lines stay lines, with at most one empty line between them."""
    lines = "\n".join(_line(line) for line in _BREAKS.split(text or ""))
    return _bounded(re.sub("\n{3,}", "\n\n", lines).strip("\n"), limit)


def is_formula(text: str) -> bool:
    """Would a spreadsheet take this for a formula? Names that begin so are refused on entry."""
    return _FORMULA.match(text) is not None


def holds_a_link(text: str) -> bool:
    """Would a mail program make a link of something in it, or a reader type it into a browser?"""
    return _LINK.search(normal("NFKC", text)) is not None


def normal(form: Literal["NFC", "NFKC", "NFD", "NFKD"], text: str) -> str:
    """The text in that form of Unicode, in a time that grows as the text does.

    Marks on one letter are sorted in a time that grows as the square of their number: a minute for a form full of them,
    in which nobody else is answered. What a letter cannot bear is left out.
    """
    return unicodedata.normalize(form, text if len(text) <= _SHORT or text.isascii() else _bearable(text))


def _line(text: str) -> str:
    shown = text
    if not text.isprintable():  # most names are, and need no look at each character
        shown = "".join(character for character in text if character == "\t" or _is_shown(character))
    return _SPACES.sub(" ", normal("NFC", shown)).strip()


def _bearable(text: str) -> str:
    """At most thirty marks one after the other."""
    kept, marks = [], 0
    for character in text:
        is_mark = unicodedata.category(character)[0] == "M" or character in _LETTERS_THAT_ARE_MARKS
        marks = marks + 1 if is_mark else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_shown(character: str) -> bool:
    code = ord(character)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:  # not characters: XML refuses them
        return False
    return character in _JOINERS or unicodedata.category(character) not in _DROPPED_CATEGORIES


def _bounded(text: str, limit: int | None) -> str:
    if limit is not None and len(text) > limit:
        raise TextTooLong(limit, len(text))
    return text
