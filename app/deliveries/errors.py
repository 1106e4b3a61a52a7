"""What deliveries refuse."""

from __future__ import annotations

from app.core.errors import DomainError, NotFound


class NoSuchDelivery(NotFound):
    """No such delivery."""


class NotHeld(DomainError):
    """Somebody has decided already, or there is nothing to decide."""


class StoppedByOthers(DomainError):
    """Whoever stopped it answers for more than the campaigns of one chapter: it is for them to let it go."""


class NoSuchSuppression(NotFound):
    """That address is written to already."""


class NoAddressHeld(NotFound):
    """Nothing waits for that address, or not for that reason."""


class NotFrozen(DomainError):
    """A colleague has let mail leave again already, or nothing was in doubt."""


class IllegalDeliveryMove(RuntimeError):
    """The program asked for a move that the machine does not have: a mistake of ours, never of a person."""
