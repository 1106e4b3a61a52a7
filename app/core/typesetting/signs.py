"""Which signs the fonts of `templates/print/fonts/` can print, and what stands for those that none has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parents[3] / "templates" / "print" / "fonts"
TEXT_FONT = "AtkinsonHyperlegibleNext_400Regular.ttf"
SUBSTITUTE = "□"
_JOINERS = "\u200c\u200d"
_SELECTORS = range(0xFE00, 0xFE10)  # how an emoji is drawn: ours are in black and white

Signs = frozenset[str]


@lru_cache(maxsize=1)
def signs_of_fonts() -> Mapping[str, Signs]:
    """What each font can print, by the name of its file."""
    from fontTools.ttLib import TTFont  # slow to load, and most processes never typeset

    found = {}
    for path in sorted(FONTS.rglob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found[path.name] = frozenset(map(chr, font.getBestCmap()))
    return found


def unprintable(texts: Iterable[str]) -> tuple[str, ...]:
    """The signs in these texts that a document would replace."""
    replaced: set[str] = set()
    for text in texts:
        Cleaner(replaced).text(text)
    return tuple(sorted(replaced))


class Cleaner:
    """Facts as they can be printed; what had to be replaced is gathered in `replaced`.

    `is_strict`: only signs of the text font, and no mark above a letter that is not a letter of its own.
    """

    def __init__(self, replaced: set[str], *, is_strict: bool = False) -> None:
        self.replaced = replaced
        fonts = signs_of_fonts()
        self.fonts: Sequence[Signs] = [fonts[TEXT_FONT]] if is_strict else list(fonts.values())
        self.known: Signs = frozenset().union(*self.fonts)
        self.is_strict = is_strict

    def facts(self, facts: Any) -> Any:
        """The same facts, each text in them cleaned; their keys are ours."""
        if isinstance(facts, str):
            return self.text(facts)
        if isinstance(facts, Mapping):
            return {key: self.facts(value) for key, value in facts.items()}
        if isinstance(facts, Sequence):
            return [self.facts(value) for value in facts]
        return facts

    def text(self, text: str) -> str:
        """NFC, which says the same; each sign in a font, and each letter in one font with the marks on it."""
        if text.isascii() and text.isprintable():
            return text
        composed = unicodedata.normalize("NFC", text)
        shown: list[str] = []
        letter = ""  # the sign before, with the marks that it bears so far
        for sign in composed:
            if _is_silent(sign) and sign not in self.known:
                continue
            if unicodedata.combining(sign) and letter:
                fits = not self.is_strict and any(signs.issuperset(letter + sign) for signs in self.fonts)
            else:
                fits = sign in self.known or unicodedata.category(sign) == "Zs"
                letter = ""
            if not fits:
                self.replaced.add(sign)
            shown.append(sign if fits else SUBSTITUTE)
            letter = letter + sign if fits else ""
        return "".join(shown)


def _is_silent(sign: str) -> bool:
    """Nobody sees it: without it, the text looks the same."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs") or ord(sign) in _SELECTORS or sign in _JOINERS
