"""What becomes of each line of a spreadsheet of organizations, before anything is written.

New, the same as an entry or as another line, doubtful (a person decides), or wrong.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.imports import service as imports
from app.organizations.grouping import GroupVerdict, Line, groups
from app.organizations.importing.lines import SheetLine
from app.organizations.matching import Register, Verdict


class Outcome(StrEnum):
    NEW = "new"
    SAME = "same"
    DOUBTFUL = "doubtful"
    ELSEWHERE = "elsewhere"  # another chapter's to bring in
    WRONG = "wrong"


class Cause(StrEnum):
    """Why, beside what the line itself lacks and why two names resemble each other."""

    SAME_AS_LINE = "same_as_line"
    PERHAPS_LINE = "perhaps_line"
    KNOWN = "known"  # the entry stands in the register
    PERHAPS_KNOWN = "perhaps_known"


@dataclass(slots=True)
class Planned:
    """One line, and what becomes of it."""

    sheet: SheetLine
    outcome: Outcome
    organization_id: uuid.UUID | None = None  # of the entry that it is
    same_line: int | None = None  # of this file
    candidates: list[uuid.UUID] = field(default_factory=list)  # entries that it may be
    candidate_lines: list[int] = field(default_factory=list)
    causes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Everything that is to be told of the line: a code, and what it is about."""
        return [*self.causes, *((noted.problem.value, noted.value) for noted in self.sheet.noted)]


def plan(lines: Sequence[SheetLine], register: Register) -> list[Planned]:
    """Every line in the order of the file."""
    planned = {one.line: Planned(one, _alone(one)) for one in lines}
    right = [one for one in planned.values() if one.outcome is Outcome.NEW]
    of_entry: dict[uuid.UUID, int] = {}
    _compare_lines(right, planned)
    for one in imports.counted(right):
        if one.same_line is None:
            _meet_the_register(one, register, of_entry)
    return list(planned.values())


def _alone(one: SheetLine) -> Outcome:
    """What the line says by itself."""
    if one.is_elsewhere:
        return Outcome.ELSEWHERE
    return Outcome.WRONG if one.is_wrong else Outcome.NEW


def line_groups(lines: Sequence[SheetLine]) -> list[tuple[list[int], str, list[str]]]:
    """The lines of any list that are one organization, or may be: their numbers, the verdict and the reasons."""
    named = [Line(one.line, one.name, one.region_code, one.city) for one in lines if one.name]
    return [
        (list(group.numbers), group.verdict.value, [reason.value for reason in group.reasons])
        for group in groups(named)
    ]


def _compare_lines(right: Sequence[Planned], planned: dict[int, Planned]) -> None:
    first_of: dict[int, int] = {}
    perhaps: dict[int, set[int]] = defaultdict(set)
    lines = [Line(one.sheet.line, one.sheet.name, one.sheet.region_code, one.sheet.city) for one in right]
    for group in groups(lines):
        if group.verdict is GroupVerdict.JOINED:
            for number in group.numbers[1:]:
                first_of[number] = group.numbers[0]
                _join(planned[number], group.numbers[0])
        else:
            for number in group.numbers:
                perhaps[number] |= set(group.numbers)
    for number, others in perhaps.items():
        earlier = sorted({first_of.get(other, other) for other in others if other < number} - {number})
        one = planned[number]
        if earlier and one.same_line is None:
            one.outcome = Outcome.DOUBTFUL
            one.candidate_lines = earlier
            one.causes.append((Cause.PERHAPS_LINE.value, ", ".join(map(str, earlier))))


def _meet_the_register(one: Planned, register: Register, of_entry: dict[uuid.UUID, int]) -> None:
    known = register.judge(one.sheet.name, one.sheet.region_code, one.sheet.city)
    if known.same is not None:
        earlier = of_entry.setdefault(known.same, one.sheet.line)
        one.outcome, one.organization_id = Outcome.SAME, known.same
        one.candidate_lines, one.causes = [], []
        if earlier != one.sheet.line:  # two names of one entry
            _join(one, earlier)
        else:
            one.causes.append((Cause.KNOWN.value, ""))
    elif known.verdict is Verdict.DOUBTFUL:
        one.outcome = Outcome.DOUBTFUL
        one.candidates = [candidate.id for candidate in known.candidates]
        one.causes.append((Cause.PERHAPS_KNOWN.value, ""))


def _join(one: Planned, earlier: int) -> None:
    one.outcome, one.same_line = Outcome.SAME, earlier
    one.causes.append((Cause.SAME_AS_LINE.value, str(earlier)))
