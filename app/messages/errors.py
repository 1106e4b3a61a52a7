"""What a message refuses."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchMessage(NotFound):
    """No such message."""


class NoSuchLetter(NotFound):
    """No such organization in the register, or a campaign for which organizations write no letter."""


class NobodyToWriteTo(DomainError):
    """The seat is vacant, or nobody has an address: the supporter is told, nothing is sent."""

    page = "nobody_to_write_to.html"


class IllegalMessageMove(DomainError):
    """The message cannot go from where it is to there."""

    page = "illegal_move.html"


class MessageWithdrawn(DomainError):
    """The message was withdrawn; the link has nothing left to do."""

    status = 410
    page = "already_withdrawn.html"


class AlreadySent(DomainError):
    """Every copy has left: a message that was delivered cannot be taken back."""

    page = "already_sent.html"
