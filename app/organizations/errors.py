"""What the register refuses."""

from __future__ import annotations

from enum import StrEnum

from app.core.errors import DomainError

LONGEST_NAME = 250
LONGEST_CITY = 120


class NameProblem(StrEnum):
    """Why a name cannot be an organization's; the form says it in words."""

    EMPTY = "empty"
    NO_LETTER = "no_letter"  # only punctuation
    FORMULA = "formula"  # a spreadsheet would compute it
    TOO_LONG = "too_long"
    LINK = "link"  # an advertisement that our mails would carry
    UNREADABLE = "unreadable"  # the replacement character: the encoding was lost on the way


class NameRefused(DomainError):
    """No organization can be called that."""

    status = 400

    def __init__(self, problem: NameProblem, *, limit: int = LONGEST_NAME, length: int = 0) -> None:
        self.problem = problem
        self.limit = limit
        self.length = length
        super().__init__(problem=problem.value)


class ColumnMissing(DomainError):
    """No column of the file holds the name of the organization."""

    status = 400
