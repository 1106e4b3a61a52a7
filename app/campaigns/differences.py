"""What two versions of a letter say differently, paragraph by paragraph and word by word, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.5  # below, a paragraph is another one rather than the same one written anew
_MARKS = re.compile(r"^#{1,6}\s+|\*\*|__")
_ITEM = re.compile(r"^(?:[-*+]|\d+[.)])\s+")
_WORDS = re.compile(r"\S+\s*")


class Fate(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Some words, and whether only one of the two versions has them."""

    text: str
    is_other: bool


@dataclass(frozen=True)
class Passage:
    """One paragraph in both versions; empty on the side that lacks it."""

    fate: Fate
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


def differences(before: str, after: str) -> list[Passage]:
    """Every paragraph of both, in the order of the letter; Markdown is read as plain text."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Passage] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Passage(Fate.SAME, _whole(one), _whole(one)) for one in old[a:b]]
        else:
            found += _between(old[a:b], new[c:d])
    return found


def _paragraphs(text: str) -> list[str]:
    """Blocks, and each line of a list, without their marks."""
    found: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for line in block.splitlines():
            if lines and not _ITEM.match(line.strip()):
                lines[-1] = f"{lines[-1]} {line.strip()}"
            else:
                lines.append(line.strip())
        found += [_MARKS.sub("", line) for line in lines if line]
    return found


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Passage]:
    """Each old paragraph beside the first new one that is like it; what lies between was added or removed."""
    at = 0
    for one in old:
        like = next((place for place in range(at, len(new)) if _are_alike(one, new[place])), None)
        if like is None:
            yield Passage(Fate.REMOVED, before=_whole(one, is_other=True))
            continue
        yield from (Passage(Fate.ADDED, after=_whole(other, is_other=True)) for other in new[at:like])
        yield Passage(Fate.CHANGED, *_word_by_word(one, new[like]))
        at = like + 1
    yield from (Passage(Fate.ADDED, after=_whole(other, is_other=True)) for other in new[at:])


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= ALIKE


def _word_by_word(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    plain_before, plain_after = [word.strip() for word in before], [word.strip() for word in after]
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, plain_before, plain_after, autojunk=False).get_opcodes():
        if b > a:
            left.append(Piece("".join(before[a:b]), kind != "equal"))
        if d > c:
            right.append(Piece("".join(after[c:d]), kind != "equal"))
    return tuple(left), tuple(right)


def _whole(text: str, *, is_other: bool = False) -> tuple[Piece, ...]:
    return (Piece(text, is_other),)
