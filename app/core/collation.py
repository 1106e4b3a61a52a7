"""French Canadian alphabetical order as a key that is stored and sorted byte by byte.

Neither database can be asked for it: SQLite has no collation of its own for French, PostgreSQL may be built
without ICU. The key holds four levels, each deciding only when those before are equal:

1. letters, with œ as « oe », and numbers by their value; punctuation, spaces and hyphens do not count;
2. accents, compared from the end of the name (cote, côte, coté, côté);
3. small letters before capitals;
4. the name itself, so that two different names never have the same key.

Levels are parted by a space, which is lower than anything inside them: sort with BINARY on SQLite and with
COLLATE "C" on PostgreSQL. The judge of the first three is ICU's own fr-CA (tests/core).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from app.core.plain_text import one_line

_LEADING_ARTICLE = re.compile(r"(?:l[’'ʼ]\s*|(?:les?|la)\s+)(?=\w)", re.IGNORECASE)

# Two letters in one count as a mark before them (so ICU does), a stroke as a mark after its letter.
_LIGATURE, _STROKE = "Z", "B"
_EXPANDED = {
    "œ": ("oe", _LIGATURE),
    "æ": ("ae", _LIGATURE),
    "ß": ("ss", _LIGATURE),
    "ð": ("d", _LIGATURE),
    "ø": ("o", _STROKE),
    "ł": ("l", _STROKE),
    "đ": ("d", _STROKE),
    "ħ": ("h", _STROKE),
}
_NO_MARK = "0"
# In the order of the Unicode collation table: acute, grave, breve, circumflex, caron, ring…
_MARKS = dict(
    zip(
        "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304\u0335\u0323\u0331",
        "123456789ABCDEFGH",
        strict=True,
    )
)
_INVISIBLE_MARKS = frozenset("\u034f" + "".join(map(chr, range(0xFE00, 0xFE10))))
_SYMBOLS = "`´^¯¨˚¸°©®←→↑↓+±÷×<=>¬|¦~"
_LONGEST_NUMBER = 254


@dataclass
class _Levels:
    """What has been read of a name: one entry of `marks` and of `cases` for each letter, plus its accents."""

    letters: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)

    def add(self, primary: str, *, capital: bool = False, mark: str | None = None) -> None:
        self.letters.append(primary)
        self.cases.append("1" if capital else "0")
        self.marks.extend((mark, _NO_MARK) if mark == _LIGATURE else (_NO_MARK, mark) if mark else _NO_MARK)


def sort_key(name: str, *, article: bool = True) -> str:
    """The key by which a list is sorted; `article=False` sorts « Le Phare » at P."""
    name = one_line(name)
    found = None if article else _LEADING_ARTICLE.match(name)
    return f"{_levels(name[found.end() :] if found else name)} {name}"


@lru_cache(maxsize=64)  # a name is nearly always asked for twice: with its article, and without the one that it has not
def _levels(name: str) -> str:
    levels = _read(name)
    accents = "".join(reversed(levels.marks)).rstrip(_NO_MARK)
    cases = "".join(levels.cases).rstrip("0")
    return " ".join(("".join(levels.letters), accents, cases))


def _read(name: str) -> _Levels:
    levels = _Levels()
    digits = ""
    counts = True  # an accent on something that does not count does not count either
    for character in unicodedata.normalize("NFD", name):
        category = unicodedata.category(character)
        if category == "Nd":
            digits += str(unicodedata.decimal(character))
            counts = True
            continue
        _add_number(levels, digits)
        digits = ""
        if category == "Mn":
            if counts and character not in _INVISIBLE_MARKS:
                levels.marks.append(_MARKS.get(character, f"X{character}"))
            continue
        counts = category[0] in "LNMS"
        if counts:
            _add(levels, character, category)
    _add_number(levels, digits)
    return levels


def _add(levels: _Levels, character: str, category: str) -> None:
    if category[0] == "S" and character in _SYMBOLS:
        levels.add(f"!{_SYMBOLS.index(character):02}")
    elif category == "Sk":
        levels.add(f"!~{character}")
    elif category == "No":  # ½, ²: after the numbers, before the letters
        levels.add(f"1{unicodedata.normalize('NFKC', character)}")
    else:
        for part in unicodedata.normalize("NFKD", character):
            _add_part(levels, part)


def _add_part(levels: _Levels, part: str) -> None:
    category = unicodedata.category(part)
    small = part.casefold()
    if category[0] == "S":
        levels.add(f'"{part}' if category == "Sc" else f"!~{part}")
    elif category == "Mn":
        levels.marks.append(_MARKS.get(part, f"X{part}"))
    elif small == "ss" or small in _EXPANDED:
        letters, mark = _EXPANDED["ß" if small == "ss" else small]
        levels.add(letters[0], capital=part != small, mark=mark)
        for letter in letters[1:]:
            levels.add(letter, capital=part != small)
    elif category[0] in "LNM":
        levels.add(small if small.isascii() else f"{{{small}", capital=part != small)


def _add_number(levels: _Levels, digits: str) -> None:
    """A number is its length then its figures, so that 9 comes before 10."""
    for start in range(0, len(digits), _LONGEST_NUMBER):
        value = digits[start : start + _LONGEST_NUMBER].lstrip("0")
        levels.add(f"0{len(value):02x}{value}")
