"""What the register refuses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from app.core.errors import DomainError, NotFound

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


class NoSuchOrganization(NotFound):
    """No entry of that id, or one of another chapter's: nobody may tell which."""


class AlreadyThere(DomainError):
    """The register holds the same name in the same region and city."""

    def __init__(self, organization_id: uuid.UUID, name: str) -> None:
        self.organization_id = organization_id
        self.name = name
        super().__init__(organization_id=str(organization_id))


class Close(NamedTuple):
    """An entry of the same region that a new one may be, and why a person should look; the reasons are `Reason`."""

    id: uuid.UUID
    name: str
    city: str
    reasons: tuple[StrEnum, ...]


class ResemblesOthers(DomainError):
    """Entries of the region have a name that is close: nobody has said yet that this is another organization."""

    def __init__(self, found: Sequence[Close]) -> None:
        self.found = found
        super().__init__(pairs=len(found))


class DecidedAlready(DomainError):
    """Somebody else has just merged, parted or archived one of the two entries."""
