"""What an edition refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchEdition(NotFound):
    """No edition of that number, or no such file of it."""


class NothingToFreeze(DomainError):
    """No organization is on the list yet, or the campaign is not public."""


class FrozenMeanwhile(DomainError):
    """Somebody else froze an edition since the page was opened: what would change is no longer what was read."""
