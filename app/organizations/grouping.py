"""The lines of any list that are, or may be, one organization; and the entries of the register that may be.

As in `matching`, the same key in the same region and city is joined, and everything else only proposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from app.organizations.likeness import Reason, Spelling, spelling
from app.organizations.matching import may_meet, place_key
from app.organizations.neighbours import Neighbours


class GroupVerdict(StrEnum):
    """What may be done with the lines of a group."""

    JOINED = "joined"  # the program may hold them for one organization
    PROPOSED = "proposed"  # a person decides


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list. `region_code` is "" where the line says none."""

    number: int
    name: str
    region_code: str
    city: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Two lines or more, by their numbers, in order."""

    numbers: tuple[int, ...]
    verdict: GroupVerdict
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Name:
    """All the lines of one region whose names have one key."""

    form: Spelling
    by_place: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def numbers(self) -> list[int]:
        return sorted(number for numbers in self.by_place.values() for number in numbers)

    def learn(self, form: Spelling) -> None:
        """Another way of writing it may hold an acronym that the first did not."""
        if form.acronyms - self.form.acronyms or len(form.outside) < len(self.form.outside):
            outside = min(form.outside, self.form.outside, key=len)
            self.form = replace(self.form, acronyms=self.form.acronyms | form.acronyms, outside=outside)


def groups(lines: Iterable[Line]) -> list[Group]:
    """Groups of line numbers, by their first line. A line may be joined to some and proposed with others."""
    by_region: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_region[line.region_code].append(line)
    found: list[Group] = []
    elsewhere = _Elsewhere()
    for region_code, held in by_region.items():
        names = _names(held)
        for name in names:
            found.extend(_of_one_key(name, region_code))
            elsewhere.add(name, region_code)
        found.extend(_near(names, region_code))
    found.extend(elsewhere.groups())
    return sorted(found, key=lambda group: (group.numbers, group.verdict))


def _names(lines: Iterable[Line]) -> list[_Name]:
    by_key: dict[str, _Name] = {}
    for line in lines:
        form = spelling(line.name)
        if form.key:
            name = by_key.setdefault(form.key, _Name(form))
            name.learn(form)
            name.by_place[place_key(line.city)].append(line.number)
    return list(by_key.values())


def _of_one_key(name: _Name, region_code: str) -> Iterator[Group]:
    if not region_code:
        if len(name.numbers) > 1:
            yield Group(tuple(name.numbers), GroupVerdict.PROPOSED, (Reason.SAME_KEY, Reason.NO_REGION))
        return
    leaves_choice = sum(1 for place in name.by_place if place) > 1
    for numbers in name.by_place.values() if leaves_choice else (name.numbers,):
        if len(numbers) > 1:
            yield Group(tuple(sorted(numbers)), GroupVerdict.JOINED, (Reason.SAME_KEY,))
    if leaves_choice:
        reasons = (Reason.OTHER_CITY, Reason.SEVERAL) if "" in name.by_place else (Reason.OTHER_CITY,)
        yield Group(tuple(name.numbers), GroupVerdict.PROPOSED, reasons)


def _near(names: Sequence[_Name], region_code: str) -> Iterator[Group]:
    """Names that resemble each other; three that all do are one proposal, and a chain is several."""
    pairs = _pairs(names)
    unplaced = () if region_code else (Reason.NO_REGION,)
    for members in parties(pairs):
        why = (pairs[pair] for pair in combinations(members, 2))
        numbers = sorted(number for member in members for number in names[member].numbers)
        reasons = dict.fromkeys(reason for reasons in why for reason in reasons)
        yield Group(tuple(numbers), GroupVerdict.PROPOSED, (*reasons, *unplaced))


def _pairs(names: Sequence[_Name]) -> dict[tuple[int, int], tuple[Reason, ...]]:
    neighbours = Neighbours([name.form for name in names])
    pairs: dict[tuple[int, int], tuple[Reason, ...]] = {}
    for one, name in enumerate(names):
        for other, reasons in neighbours.near(name.form):
            if may_meet(name.form, set(name.by_place), names[other].form, set(names[other].by_place)):
                pairs[min(one, other), max(one, other)] = reasons
    return pairs


def parties(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Every pair lies in one party, and in a party everybody is a pair with everybody."""
    friends: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        friends[one].add(other)
        friends[other].add(one)
    found: list[set[int]] = []
    of_member: dict[int, list[set[int]]] = defaultdict(list)
    for one, other in sorted(pairs):
        if any(other in party for party in of_member[one]):
            continue
        party = next((party for party in of_member[one] if party <= friends[other]), None)
        if party is None:
            found.append(party := {one})
            of_member[one].append(party)
        party.add(other)
        of_member[other].append(party)
    return [tuple(sorted(party)) for party in found]


_Stand = tuple[str, str, int]  # the region of a line, its place and its number


class _Elsewhere:
    """Names that stand in several regions, or in none: only the same key and city make one look.

    Of each, only the lines are kept: a long list is held in memory one region at a time.
    """

    def __init__(self) -> None:
        self._held: dict[str, list[_Stand]] = defaultdict(list)

    def add(self, name: _Name, region_code: str) -> None:
        self._held[name.form.key].extend(
            (region_code, place, number) for place, numbers in name.by_place.items() for number in numbers
        )

    def groups(self) -> Iterator[Group]:
        for held in self._held.values():
            regions = _regions(held)
            if len(regions) < 2:
                continue
            if "" in regions:
                yield Group(_numbers(held), GroupVerdict.PROPOSED, (Reason.SAME_KEY, Reason.NO_REGION))
            by_place: dict[str, list[_Stand]] = defaultdict(list)
            for stand in held:
                by_place[stand[1]].append(stand)
            for place, there in by_place.items():
                if place and len(_regions(there)) > 1:
                    yield Group(_numbers(there), GroupVerdict.PROPOSED, (Reason.OTHER_REGION,))


def _regions(held: Iterable[_Stand]) -> set[str]:
    return {region_code for region_code, _place, _number in held}


def _numbers(held: Iterable[_Stand]) -> tuple[int, ...]:
    return tuple(sorted(number for _region, _place, number in held))
