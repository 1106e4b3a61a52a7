"""The few names of one region that are worth comparing with a name, found without reading them all.

A name is looked up by what two spellings of it usually share: its rarer words, how it begins and ends, its acronym,
its initials. A region of 50,000 lines costs a hundred times one of 500, not ten thousand times.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from app.organizations.likeness import CLOSE, LONGEST_ACRONYM, SHORTEST_ACRONYM, Reason, Spelling, resemblance

_RAREST = 4  # words by which a name is looked up
_MOST = 200  # names read for each; beyond, the nearest in alphabetical order
_AFFIX = 5
_DOUBTED_ACRONYM = 5  # letters from which a typing mistake in an acronym is looked for


class Neighbours:
    """Spellings of one region, each known by its place in the sequence given."""

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        self._places = sorted(range(len(spellings)), key=lambda place: spellings[place].key)
        self._spellings = [spellings[place] for place in self._places]
        self._keys = [spelling.key for spelling in self._spellings]
        self._masks = [_mask(spelling) for spelling in self._spellings]
        self._ranks: dict[str, list[int]] = defaultdict(list)
        for rank, spelling in enumerate(self._spellings):
            for mark in (*_word_marks(spelling), *_acronym_marks(spelling)):
                self._ranks[mark].append(rank)
        self._initials = sorted(
            (initials, rank)
            for rank, spelling in enumerate(self._spellings)
            for initials in {spelling.initials, spelling.all_initials}
            if len(initials) >= SHORTEST_ACRONYM
        )

    def near(self, spelling: Spelling, *, alone: bool = False) -> Iterator[tuple[int, tuple[Reason, ...]]]:
        """The places of the names that resemble it, and why. Equal keys are not compared here.

        `alone`: the others do not look for it in their turn, so that it is looked up by all of its words.
        """
        for rank in sorted(self._promising(spelling, alone)):
            other = self._spellings[rank]
            if other.key != spelling.key and (reasons := resemblance(spelling, other)):
                yield self._places[rank], reasons

    def _promising(self, spelling: Spelling, alone: bool) -> set[int]:
        """Close in compiled code, or such that one of the other rules may hold."""
        marks = _word_marks(spelling)
        ranks = list(self._with_marks(marks if alone else self._rarest(marks), spelling.key))
        keys = [self._keys[rank] for rank in ranks]
        close = process.extract_iter(spelling.key, keys, scorer=fuzz.ratio, score_cutoff=CLOSE)
        found = {ranks[place] for _, _, place in close}
        found.update(
            rank for rank in self._sharing_words(spelling, ranks) if _may_hold(spelling, self._spellings[rank])
        )
        found |= self._with_marks([*_acronym_marks(spelling), *_initial_marks(spelling)], spelling.key)
        if spelling.may_be_acronym:
            found.update(self._with_initials(spelling.compact))
        return found

    def _sharing_words(self, spelling: Spelling, ranks: list[int]) -> Iterator[int]:
        """Those of which all words but one at most are in the other, or seem so: the masks spare most comparisons."""
        mask, masks = _mask(spelling), self._masks
        for rank in ranks:
            missing, added = mask & ~masks[rank], masks[rank] & ~mask
            if not (missing & missing - 1 and added & added - 1):  # one bit at most of either
                yield rank

    def _rarest(self, marks: Sequence[str]) -> list[str]:
        """The rarest words; how the name begins and ends always serves."""
        words = sorted((len(self._ranks.get(mark, ())), mark) for mark in marks if mark[0] == "w")
        return [*(mark for _, mark in words[:_RAREST]), *(mark for mark in marks if mark[0] != "w")]

    def _with_marks(self, marks: Sequence[str], key: str) -> set[int]:
        found: set[int] = set()
        for mark in marks:
            ranks = self._ranks.get(mark, [])
            if len(ranks) > _MOST:
                start = max(0, bisect_left(ranks, bisect_left(self._keys, key)) - _MOST // 2)
                ranks = ranks[min(start, len(ranks) - _MOST) :][:_MOST]
            found.update(ranks)
        return found

    def _with_initials(self, acronym: str) -> Iterator[int]:
        start = bisect_left(self._initials, (acronym, -1))
        for initials, rank in self._initials[start : start + _MOST]:
            if initials.startswith(acronym):
                yield rank


def _mask(spelling: Spelling) -> int:
    """Each word as one bit of sixty: two words may share one, a missing bit is a missing word."""
    mask = 0
    for word in spelling.words:
        mask |= 1 << hash(word) % 60
    return mask


def _may_hold(one: Spelling, other: Spelling) -> bool:
    """All words of one are in the other, or all but an acronym of it; or only spaces part them."""
    return _all_but_an_acronym(one, other) or _all_but_an_acronym(other, one) or one.compact == other.compact


def _all_but_an_acronym(one: Spelling, other: Spelling) -> bool:
    missing = one.words - other.words
    if len(missing) > 1:
        return False
    return all(word in other.initials or word in other.all_initials for word in missing)


def _word_marks(spelling: Spelling) -> list[str]:
    ends = (f"<{spelling.compact[:_AFFIX]}", f">{spelling.compact[-_AFFIX:]}")
    return [*(f"w{word}" for word in spelling.words), *ends]


def _acronym_marks(spelling: Spelling) -> list[str]:
    acronyms = {*spelling.acronyms, spelling.compact} if spelling.may_be_acronym else spelling.acronyms
    marks = [f"a{acronym}" for acronym in acronyms]
    for acronym in acronyms:
        if len(acronym) >= _DOUBTED_ACRONYM:  # one letter apart: both are the same once a letter is left out
            marks += {f"b{acronym}", *(f"b{acronym[:place]}{acronym[place + 1 :]}" for place in range(len(acronym)))}
    return marks


def _initial_marks(spelling: Spelling) -> set[str]:
    return {
        f"a{initials[:length]}"
        for initials in (spelling.initials, spelling.all_initials)
        for length in range(SHORTEST_ACRONYM, min(len(initials), LONGEST_ACRONYM) + 1)
    }
