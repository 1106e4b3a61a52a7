"""A file of officials: its columns guessed, its lines planned against the register as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from flask import current_app

from app.core import tabular
from app.core.clock import today
from app.officials.errors import ColumnsMissing
from app.officials.importing.columns import FIELDS
from app.officials.importing.lines import read_lines
from app.officials.importing.planning import Outcome, Planned, plan
from app.officials.importing.register import Register, ridings

INVENTED_DOMAIN = "example.org"
OFFICE_COLUMNS = ("riding", "function", "portfolio", "institution", "title")


class Refused(TypedDict):
    line: int
    reason: str


class Figures(TypedDict):
    """What would become of a file, in numbers, and each refused line."""

    new: int
    changed: int
    same: int
    vacant: int
    refused: list[Refused]


def columns_of(table: tabular.Table) -> dict[str, str]:
    """Which column holds what. Raises ColumnsMissing without one for the name or any that says an office."""
    found = tabular.guess(table, FIELDS)
    if not has_enough(found):
        raise ColumnsMissing(columns=table.columns)
    return found


def has_enough(mapping: Mapping[str, str]) -> bool:
    """A name, and something that says which office."""
    return "name" in mapping and any(name in mapping for name in OFFICE_COLUMNS)


def planned_of(table: tabular.Table, mapping: Mapping[str, str], *, source: str) -> list[Planned]:
    """What would become of each line today."""
    lines = read_lines(table, mapping, ridings(today()), domains=allowed_domains(), source=source)
    return plan(list(lines), Register.read(today()))


def allowed_domains() -> Sequence[str]:
    """Where the address of an official may be. What is invented lives in example.org."""
    allowed: tuple[str, ...] = current_app.config["OFFICIALS_DOMAINS"]
    return (*allowed, INVENTED_DOMAIN) if current_app.config["DEMONSTRATION"] else allowed


def figures_of(planned: Sequence[Planned], words_of: Mapping[int, str]) -> Figures:
    """`words_of`: why each refused line is."""
    counts = {outcome: sum(one.outcome is outcome for one in planned) for outcome in Outcome}
    return {
        "new": counts[Outcome.NEW],
        "changed": counts[Outcome.CHANGED],
        "same": counts[Outcome.SAME],
        "vacant": counts[Outcome.VACANT],
        "refused": [{"line": line, "reason": words} for line, words in words_of.items()],
    }
