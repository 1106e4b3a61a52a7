"""What can be imported. A higher feature says at start how its lines are read, planned, brought in and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from app.accounts.models import Account
from app.core.tabular import Field, Table
from app.imports.errors import NoSuchImport
from app.imports.models import Import

Made = dict[str, Any]


class Stays(StrEnum):
    """Why what a line made is not taken back."""

    CHANGED = "changed"  # it no longer says what the file said
    USED = "used"  # something else refers to it
    DECIDED = "decided"  # somebody has decided on it


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """What would become of one line, as the preview shows it."""

    line: int
    name: str
    place: str
    outcome: str
    reasons: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)  # for a person, when the line is doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing that may become of a line; `colour` is one of new, same, doubtful, wrong."""

    name: str
    colour: str


class Words(Protocol):
    """What the pages say of one sort of import."""

    def title(self) -> str: ...

    def help(self) -> str: ...

    def target_label(self) -> str: ...

    def target(self, key: str) -> str: ...

    def field(self, name: str) -> str: ...

    def name_wanted(self) -> str: ...

    def undecided(self) -> str: ...

    def outcome(self, name: str) -> str: ...

    def outcome_of_line(self, name: str) -> str: ...

    def reason(self, code: str, value: str) -> str: ...

    def stays(self, why: str) -> str: ...

    def choice(self, value: str, label: str) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One sort of import."""

    name: str
    right: str
    fields: tuple[Field, ...]
    outcomes: tuple[Outcome, ...]
    plan: Callable[[Import, Table], list[PlannedLine]]
    # Within a unit of work: what each line made, by its number. The decisions are those of people, by line.
    carry_out: Callable[[Import, Table, Mapping[int, str]], dict[int, Made]]
    # Of what was made, by line: what is not taken back, since somebody has touched it, and why.
    staying: Callable[[Mapping[int, Made]], dict[int, Stays]]
    # Within a unit of work: take these back.
    take_back: Callable[[Sequence[Made]], None]
    # Where a file may go: the key of a chapter or the slug of a campaign, and its name. « "" »: nowhere in particular.
    targets: Callable[[Account], list[tuple[str, str]]]
    words: Words
    offering: str = ""  # the outcome of the lines about which a person decides
    refusing: str = ""  # an outcome with which nothing goes in: the file is set right, and sent again

    def colour_of(self, outcome: str) -> str:
        return next((one.colour for one in self.outcomes if one.name == outcome), "doubtful")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """At start: one more kind of file that may be sent."""
    _kinds[kind.name] = kind


def every() -> list[Kind]:
    """In the order in which they were registered."""
    return list(_kinds.values())


def named(name: str) -> Kind:
    """The kind of that name. Raises NoSuchImport."""
    if name not in _kinds:
        raise NoSuchImport
    return _kinds[name]


def identifier(value: object) -> uuid.UUID:
    """An id out of what a line made."""
    return uuid.UUID(str(value))
