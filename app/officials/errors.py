"""What the register of officials refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchMandate(NotFound):
    """Nobody holds or held that mandate."""


class NoSuchOfficial(NotFound):
    """Nobody of that number in the register, or the same person twice."""


class NoSuchAddress(NotFound):
    """That person has no such mailbox."""


class OfficeHeld(DomainError):
    """Somebody holds that office already: end that mandate first."""


class MandateOver(DomainError):
    """The mandate has ended, or was ended another way since the page was shown."""


class AlreadyAddressed(DomainError):
    """That person has that mailbox already."""


class AlreadyDissolved(DomainError):
    """A dissolution was told for that day."""


class NotDissolved(DomainError):
    """No dissolution stands that could be taken back."""


class ColumnsMissing(DomainError):
    """A file has no column for the name, or none that says which office; `columns` are those it has."""

    def __init__(self, **shown: object) -> None:
        super().__init__(**shown)
        self.columns = shown.get("columns", ())


class FileRefused(DomainError):
    """Lines of the file are refused: nothing of it was brought in."""
