"""A region by MRC and by riding, from the rows of its desk: each table adds up to the figures of the region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.core.collation import sort_key
from app.desk.region import Member, Region, Signature


class Placed(Protocol):
    """Somewhere in the region; empty where the register does not say."""

    @property
    def mrc(self) -> str: ...

    @property
    def riding(self) -> str: ...


P = TypeVar("P", bound=Placed)
Where = Callable[[Placed], str]


@dataclass(frozen=True)
class Part:
    """One MRC or one riding; `name` is empty for those of which the register does not say."""

    name: str
    members: int
    members_signed: int
    signed: int

    @property
    def coverage(self) -> float | None:
        return self.members_signed / self.members if self.members else None


def by_mrc(found: Region) -> list[Part]:
    return _parts(found, lambda row: row.mrc)


def by_riding(found: Region) -> list[Part]:
    return _parts(found, lambda row: row.riding)


def _parts(found: Region, where: Where) -> list[Part]:
    """In French order, those that nobody placed at the end. A member counts once, whatever its case."""
    members: dict[str, list[Member]] = _grouped(found.members, where)
    signed: dict[str, list[Signature]] = _grouped(found.signed, where)
    names = sorted(members.keys() | signed.keys(), key=lambda name: (not name, sort_key(name)))
    return [
        Part(
            name,
            members=len(members.get(name, ())),
            members_signed=sum(member.has_signed for member in members.get(name, ())),
            signed=len(signed.get(name, ())),
        )
        for name in names
    ]


def _grouped(rows: list[P], where: Where) -> dict[str, list[P]]:
    groups: dict[str, list[P]] = {}
    for row in rows:
        groups.setdefault(where(row), []).append(row)
    return groups
