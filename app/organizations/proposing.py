"""The entries of a region that may be one organization: pure, like the matching that it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz

from app.organizations.likeness import Reason, Spelling, spelling
from app.organizations.matching import Entry, may_meet, place_key
from app.organizations.neighbours import Neighbours


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entries, and why a person should look at both. `score`: 0 to 100, to sort by."""

    one: UUID
    other: UUID
    reasons: tuple[Reason, ...]
    score: int

    @property
    def pair(self) -> frozenset[UUID]:
        return frozenset((self.one, self.other))


@dataclass(frozen=True, slots=True)
class _Named:
    """One name of one entry."""

    entry: Entry
    form: Spelling
    place: str
    is_alias: bool


def proposals(
    entries: Iterable[Entry], apart: Collection[frozenset[UUID]] = (), *, among: Collection[UUID] | None = None
) -> list[Proposal]:
    """The pairs of one region, the likeliest first, without those that a person said are two organizations.

    `among`: only those with one of these entries; the others were compared with each other before.
    """
    names = [
        _Named(entry, spelling(name), place_key(entry.city), is_alias=position > 0)
        for entry in entries
        for position, name in enumerate((entry.name, *entry.aliases))
    ]
    reasons: dict[frozenset[UUID], dict[Reason, None]] = defaultdict(dict)
    scores: dict[frozenset[UUID], int] = defaultdict(int)
    for one, other, why in (*_of_one_key(names), *_near(names, among)):
        pair = frozenset((one.entry.id, other.entry.id))
        if len(pair) == 2 and pair not in apart and (among is None or not pair.isdisjoint(among)):
            reasons[pair].update(dict.fromkeys(why))
            scores[pair] = max(scores[pair], round(fuzz.ratio(one.form.key, other.form.key)))
    found = [Proposal(min(pair), max(pair), tuple(why), scores[pair]) for pair, why in reasons.items()]
    return sorted(found, key=lambda proposal: (-proposal.score, proposal.one, proposal.other))


def _of_one_key(names: Iterable[_Named]) -> Iterator[tuple[_Named, _Named, tuple[Reason, ...]]]:
    by_key: dict[str, list[_Named]] = defaultdict(list)
    for name in names:
        by_key[name.form.key].append(name)
    for held in by_key.values():
        for position, one in enumerate(held):
            for other in held[position + 1 :]:
                if one.is_alias or other.is_alias:
                    yield one, other, (Reason.ALIAS,)
                else:
                    yield one, other, (Reason.OTHER_CITY if one.place and other.place else Reason.SEVERAL,)


def _near(
    names: Sequence[_Named], among: Collection[UUID] | None
) -> Iterator[tuple[_Named, _Named, tuple[Reason, ...]]]:
    neighbours = Neighbours([name.form for name in names])
    for one in names if among is None else (name for name in names if name.entry.id in among):
        for position, why in neighbours.near(one.form, alone=among is not None):
            other = names[position]
            if may_meet(one.form, {one.place}, other.form, {other.place}):
                yield one, other, why
