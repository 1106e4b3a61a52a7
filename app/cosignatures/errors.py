"""What a cosignature refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchCosignature(NotFound):
    """No such cosignature, or one of a region that this person does not serve."""


class IllegalMove(DomainError):
    """The cosignature cannot go from where it is to there; somebody may have decided meanwhile."""

    page = "illegal_move.html"


class AlreadyPublished(DomainError):
    """The organization is already on the public list: this may be said, since everybody can read it."""

    page = "already_published.html"


class AlreadyWithdrawn(DomainError):
    """The signature was withdrawn; the link has nothing left to do."""

    status = 410
    page = "already_withdrawn.html"
