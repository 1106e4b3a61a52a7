"""Spreadsheets of organizations: the columns guessed, the lines read and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from app.chapters.models import Chapter
from app.core import tabular
from app.core.tabular.reading import Source
from app.core.unit_of_work import look_again
from app.organizations.errors import ColumnMissing
from app.organizations.importing.columns import FIELDS
from app.organizations.importing.lines import read_lines
from app.organizations.importing.planning import Outcome, Planned, line_groups, plan
from app.organizations.importing.reasons import reason_in_words
from app.organizations.known import entries
from app.organizations.matching import Register


class DuplicateGroup(TypedDict):
    """Lines that are, or may be, one organization."""

    lines: list[int]
    verdict: str
    reasons: list[str]


_TOLD = [outcome for outcome in Outcome if outcome is not Outcome.ELSEWHERE]


@dataclass(frozen=True)
class Summary:
    """A whole spreadsheet, in figures, and every line that somebody should read."""

    lines: int
    outcomes: Counter[str]
    problems: list[tuple[int, str]]

    @classmethod
    def of(cls, planned: Sequence[Planned]) -> Summary:
        told = [one for one in planned if one.outcome is not Outcome.SAME or one.sheet.noted]
        return cls(
            lines=len(planned),
            outcomes=Counter(_told(one.outcome).value for one in planned),
            problems=[(one.sheet.line, reason_in_words(*reason)) for one in told for reason in one.reasons],
        )

    def figures(self) -> dict[str, Any]:
        """The same for another program, as JSON holds it."""
        return {
            "lines": self.lines,
            **{outcome.value: self.outcomes[outcome.value] for outcome in _TOLD},
            "problems": [{"line": line, "reason": reason} for line, reason in self.problems],
        }


def _told(outcome: Outcome) -> Outcome:
    """For the command line, which is given the chapter, what is another's is wrong."""
    return Outcome.WRONG if outcome is Outcome.ELSEWHERE else outcome


def columns_of(table: tabular.Table, fields: Sequence[tabular.Field] = FIELDS) -> dict[str, str]:
    """Which column holds what, as its heading and its cells say. Raises ColumnMissing when none holds the name."""
    found = tabular.guess(table, fields)
    if "name" not in found:
        raise ColumnMissing(columns=table.columns)
    return found


def duplicates(source: Source) -> list[DuplicateGroup]:
    """The groups of lines of any list. Raises TabularError, ColumnMissing."""
    table = tabular.read(source)
    return [
        {"lines": lines, "verdict": verdict, "reasons": reasons}
        for lines, verdict, reasons in line_groups(list(read_lines(table, columns_of(table))))
    ]


def preview(
    table: tabular.Table,
    mapping: Mapping[str, str],
    chapter: Chapter | None = None,
    *,
    served: Sequence[str] | None = None,
) -> list[Planned]:
    """What would become of each line, against the register as it stands.

    With a chapter, only its regions may be written in; the one that it serves is that of lines that say none.
    """
    own = chapter.region_codes if chapter else None
    allowed = own if served is None else [code for code in served if own is None or code in own]
    only = own[0] if own and len(own) == 1 else ""
    lines, known = list(read_lines(table, mapping, region_code=only, served=allowed)), entries()
    look_again()  # comparing takes its time: nothing is held meanwhile
    return plan(lines, Register(known))
