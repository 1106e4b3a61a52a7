"""What the territory refuses."""

from __future__ import annotations

from app.core.errors import NotFound


class NoSuchRiding(NotFound):
    """No riding of that name on the map in force."""


class TerritoryFileError(ValueError):
    """A file of places cannot be loaded: the message names the file, the line and what is wrong."""
