"""What the territory refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchRiding(NotFound):
    """No riding of that name on the map in force."""


class NoSuchMap(NotFound):
    """No electoral map of that name."""


class NoSuchTerritoryFile(NotFound):
    """None of that id, or it is forgotten."""


class TerritoryFileMoved(DomainError):
    """It is not, or no longer, where this act finds it: somebody else was there before, or it is being worked on."""


class TerritoryFileError(ValueError):
    """A file of places is refused whole: the message names the file, the line and what is wrong."""
