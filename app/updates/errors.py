"""What news and activities refuse."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchUpdate(NotFound):
    """No such thing, or none that this person may see or change."""


class UpdateTakenBack(DomainError):
    """It was public, and was taken back since: its address stays, and says so."""

    status = 410
    page = "update_taken_back.html"


class IllegalUpdateMove(DomainError):
    """What was never published cannot be taken back, and so on."""


class UpdateEditedMeanwhile(DomainError):
    """Somebody else changed it since the page was opened."""


class AnotherVictory(DomainError):
    """A campaign is won once: another post says so already."""


class NobodyToTell(DomainError):
    """Nobody asked for news, or nobody that may be written to."""


class TooLateToUndo(DomainError):
    """The mails have begun to leave."""


class AboutToLeave(DomainError):
    """Its mails were approved for those whom the page told: they go to nobody else."""
