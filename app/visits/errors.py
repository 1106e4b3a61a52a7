"""What a visit refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchVisit(NotFound):
    """No such visit, or none that this person may see; or a riding or a ministry that is not theirs to visit."""


class NoSuchPhoto(NotFound):
    """No such picture, or one of a deposit that is not public."""


class IllegalVisitMove(DomainError):
    """The visit cannot go from where it is to there."""

    page = "illegal_move.html"


class AlreadyPlanned(DomainError):
    """Another visit is planned there, and has not been made yet: one at a time."""


class ChangedMeanwhile(DomainError):
    """Somebody else changed the visit since the page was opened."""
