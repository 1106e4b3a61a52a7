"""Background work of endorsements."""

from __future__ import annotations

from app.endorsements import service


def forget_unconfirmed() -> None:
    """Every six hours: what nobody confirmed within 30 days."""
    service.forget_unconfirmed()


def forget_persons() -> None:
    """Every day: the persons of campaigns that have been closed for long."""
    service.forget_persons()
