"""What the press kit refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchPressFile(NotFound):
    """No file of that name, or a region of which there is nothing to tell."""


class BeingDrawn(DomainError):
    """Too many files are asked for that nobody asked for before: they come one at a time."""

    status = 503
    page = "being_drawn.html"


class ReleaseEditedMeanwhile(DomainError):
    """Somebody else changed the communiqué since the page was opened."""
