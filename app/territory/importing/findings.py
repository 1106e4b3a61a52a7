"""What a file of places would change, and what is refused of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_REFUSALS = 100  # told one by one; the others are counted
MOST_EXAMPLES = 20


class Wrong(StrEnum):
    """Why a line, or the whole file, is refused; the page says it in words."""

    COLUMNS = "columns"  # the value: those that were read
    FIXED_WIDTH = "fixed_width"  # its columns are not where the layout says
    TOO_MANY_LINES = "too_many_lines"
    NOTHING = "nothing"  # titles, and no line below
    POSTAL_CODE = "postal_code"
    RIDING = "riding"  # not on the map
    RIDING_MISSING = "riding_missing"
    RIDING_CODE = "riding_code"  # a number: maps are never joined by code
    RIDING_TWICE = "riding_twice"
    RIDING_GONE = "riding_gone"  # of a map that is loaded, a riding is missing in the file
    CODE_MISSING = "code_missing"
    CODE_TWICE = "code_twice"
    NAME_MISSING = "name_missing"
    REGION = "region"
    MUNICIPALITY_TWICE = "municipality_twice"
    OTHER_MAP = "other_map"  # the value: the map on which all the ridings of the file are
    VALIDITY = "validity"  # of a map that is loaded, another first day; the value: the one it has
    DAY_TAKEN = "day_taken"  # the value: the map that is in force from that day on
    MOSTLY_GONE = "mostly_gone"  # the value: how many codes would go


@dataclass
class Refusal:
    """One thing that is wrong: the first line where it is met (None: the file as a whole), and on how many."""

    reason: Wrong
    value: str
    line: int | None
    lines: int = 1

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "reason": self.reason.value, "value": self.value, "lines": self.lines}


@dataclass
class Differences:
    """Of codes, municipalities or ridings. Nothing is imported as long as something is refused."""

    form: str = ""
    replaces: bool = False
    lines: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    figures: dict[str, int] = field(default_factory=dict)  # what else there is to count
    examples: dict[str, list[str]] = field(default_factory=dict)
    ridings_without: list[str] = field(default_factory=list)  # ridings of the map that the file never names
    refused_lines: int = 0
    _refusals: dict[tuple[Wrong, str], Refusal] = field(default_factory=dict)

    def refuse(self, reason: Wrong, line: int | None = None, value: str = "") -> None:
        """The same thing on many lines is told once."""
        self.refused_lines += line is not None
        found = self._refusals.get((reason, value))
        if found is not None:
            found.lines += 1
        elif len(self._refusals) < MOST_REFUSALS:
            self._refusals[reason, value] = Refusal(reason, value[:200], line)

    @property
    def refused(self) -> list[Refusal]:
        """What concerns the whole file first, then by line."""
        return sorted(self._refusals.values(), key=lambda one: one.line or 0)

    def show(self, what: str, names: Sequence[str]) -> None:
        """A few of them, for a person to look at."""
        if names:
            self.examples[what] = list(names[:MOST_EXAMPLES])

    def counts(self) -> dict[str, int]:
        """What must still be so when it is imported."""
        return {"new": self.new, "changed": self.changed, "same": self.same, "removed": self.removed}

    def as_json(self) -> dict[str, Any]:
        """As the file keeps it, and as commands tell it."""
        return {
            "form": self.form,
            "replaces": self.replaces,
            "lines": self.lines,
            **self.counts(),
            **self.figures,
            "examples": self.examples,
            "ridings_without": self.ridings_without,
            "refused_lines": self.refused_lines,
            "refused": [one.as_json() for one in self.refused],
        }
