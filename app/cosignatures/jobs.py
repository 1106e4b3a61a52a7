"""Background work of cosignatures."""

from __future__ import annotations

from app.cosignatures import service


def forget_unconfirmed() -> None:
    """Every six hours: what nobody confirmed within 30 days."""
    service.forget_unconfirmed()


def forget_signatories_of_closed_campaigns() -> None:
    """Every day: the persons, six months after their campaign closed."""
    service.forget_signatories_of_closed_campaigns()


def remind_unconfirmed() -> None:
    """Every hour: those who have not pressed the button of their mail after 48 hours, twice at most."""
    service.remind_unconfirmed()


def remind_boards() -> None:
    """Every hour: those whose board was to decide by yesterday, once."""
    service.remind_boards()


def tell_those_validated_together() -> None:
    """Every minute: the signatories whose answers were validated by the thousand, once that cannot be undone."""
    service.tell_those_validated_together()
