"""Which line of a list is which entry of the register, and which lines are one organization.

Pure: it reads no database. The same key in the same region and city may be joined by the program, and a missing city
matches any of the region when that leaves no choice. Everything else is proposed, inside one region, for a person to
decide (docs/adr/0002-matching-key.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, TypeVar
from uuid import UUID

from rapidfuzz import fuzz

from app.core.keys import search_key
from app.core.plain_text import one_line
from app.organizations.likeness import Reason, Spelling, share_telling_word, spelling
from app.organizations.neighbours import Neighbours

MOST_CANDIDATES = 8

_WHAT_IT_IS = re.compile(r"(?:mrc (?:(?:de la|de l|de|des|du|la|les|le) )?|ville de )(?=\w)")
_NOWHERE = frozenset({"organisme regional", "regional", "toute la region"})


class Verdict(StrEnum):
    """What the program may do with a line."""

    SAME = "same"  # it may be joined
    DOUBTFUL = "doubtful"  # a person decides between the candidates
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the register, as far as matching goes."""

    id: UUID
    name: str
    region_code: str
    city: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a line may be, and why a person should look. `score`: 0 to 100, to sort by."""

    id: UUID
    reasons: tuple[Reason, ...]
    score: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """`same` only with the verdict SAME; `candidates` only with DOUBTFUL, the likeliest first."""

    verdict: Verdict
    same: UUID | None = None
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Placed(Protocol):
    """Anything that stands in a city, or nobody knows where (\"\")."""

    @property
    def city_key(self) -> str: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class _Known:
    """One name of one entry."""

    entry: Entry
    form: Spelling
    city_key: str
    is_alias: bool


@lru_cache(maxsize=4096)
def place_key(city: str) -> str:
    """« MRC de la Mitis » and « MRC La Mitis » are one place; « Organisme régional » is none."""
    return _bare(search_key(one_line(city)))


def of_city(candidates: Sequence[P], city_key: str) -> P | None:
    """The one in that city; a missing city, on either side, matches any unless that leaves a choice."""
    wanted = _bare(city_key)
    same = [candidate for candidate in candidates if _bare(candidate.city_key) == wanted]
    if same:
        return same[0]
    possible = [candidate for candidate in candidates if not (_bare(candidate.city_key) and wanted)]
    return possible[0] if len(possible) == 1 else None


def may_meet(one: Spelling, places: set[str], other: Spelling, other_places: set[str]) -> bool:
    """In two cities, « Maison de la famille » and « Maison des familles » are two houses."""
    nowhere = "" in places or "" in other_places
    return nowhere or bool(places & other_places) or share_telling_word(one, other)


class Register:
    """Known entries, made ready to judge one line after another."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[str, list[_Known]] = defaultdict(list)
        self._in_regions: dict[str, list[_Known]] = defaultdict(list)
        for entry in entries:
            for position, name in enumerate((entry.name, *entry.aliases)):
                one = _Known(entry, spelling(name), place_key(entry.city), is_alias=position > 0)
                self._by_key[one.form.key].append(one)
                self._in_regions[entry.region_code].append(one)
        self._neighbours = {
            region_code: Neighbours([one.form for one in held]) for region_code, held in self._in_regions.items()
        }

    def judge(self, name: str, region_code: str, city: str = "") -> Judgement:
        """What the program may do with this line. `region_code` is "" where the line says none."""
        form, place = spelling(name), place_key(city)
        known = self._by_key.get(form.key, []) if form.key else []
        here = [one for one in known if one.entry.region_code == region_code]
        own_names = [one for one in here if not one.is_alias]
        for held, reason in ((own_names, Reason.SAME_KEY), (here, Reason.ALIAS)):
            if (same := of_city(held, place)) is not None:
                return Judgement(Verdict.SAME, same.entry.id, (reason,))
        candidates = _Candidates()
        for one in known:
            if (doubt := _same_key_but(one, region_code, place)) is not None:
                candidates.add(one.entry.id, (doubt,), 100)
        for one, reasons in self._near(form, region_code, place):
            candidates.add(one.entry.id, reasons, round(fuzz.ratio(form.key, one.form.key)))
        likeliest = candidates.likeliest()
        return Judgement(Verdict.DOUBTFUL if likeliest else Verdict.NEW, candidates=likeliest)

    def _near(self, form: Spelling, region_code: str, place: str) -> Iterator[tuple[_Known, tuple[Reason, ...]]]:
        if form.key and (neighbours := self._neighbours.get(region_code)) is not None:
            for position, reasons in neighbours.near(form):
                one = self._in_regions[region_code][position]
                if may_meet(form, {place}, one.form, {one.city_key}):
                    yield one, reasons


class _Candidates:
    """Entries that a line may be; each once, with all the reasons."""

    def __init__(self) -> None:
        self._reasons: dict[UUID, dict[Reason, None]] = defaultdict(dict)
        self._scores: dict[UUID, int] = defaultdict(int)

    def add(self, entry_id: UUID, reasons: Iterable[Reason], score: int) -> None:
        self._reasons[entry_id].update(dict.fromkeys(reasons))
        self._scores[entry_id] = max(score, self._scores[entry_id])

    def likeliest(self) -> tuple[Candidate, ...]:
        found = [Candidate(one, tuple(reasons), self._scores[one]) for one, reasons in self._reasons.items()]
        return tuple(sorted(found, key=lambda one: (-one.score, one.id))[:MOST_CANDIDATES])


def _same_key_but(one: _Known, region_code: str, place: str) -> Reason | None:
    """Why the same key is not enough; None where another region and city say that it is another organization."""
    if one.entry.region_code == region_code:
        return Reason.OTHER_CITY if place and one.city_key else Reason.SEVERAL
    if not region_code or not one.entry.region_code:
        return Reason.NO_REGION
    return Reason.OTHER_REGION if place and place == one.city_key else None


def _bare(city_key: str) -> str:
    place = _WHAT_IT_IS.sub("", city_key, count=1)
    return "" if place in _NOWHERE else place
