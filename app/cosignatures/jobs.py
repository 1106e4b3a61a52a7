"""Background work of cosignatures."""

from __future__ import annotations

from app.cosignatures import service


def forget_unconfirmed() -> None:
    """Every six hours: what nobody confirmed within 30 days."""
    service.forget_unconfirmed()


def forget_signatories_of_closed_campaigns() -> None:
    """Every day: the persons, six months after their campaign closed."""
    service.forget_signatories_of_closed_campaigns()
