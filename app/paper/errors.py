"""What paper refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchBatch(NotFound):
    """No batch answers to that, or one of another region."""


class BatchCancelled(DomainError):
    """Nobody corrects what was cancelled: it is restored first."""

    page = "illegal_move.html"


class NoPaperYet(DomainError):
    """The campaign is a draft, or archived: nothing is counted."""
