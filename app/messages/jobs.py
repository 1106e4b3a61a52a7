"""Background work of messages."""

from __future__ import annotations

from app.messages import service


def finish_delivered() -> None:
    """Every minute: what has reached everybody is done."""
    service.finish_delivered()


def forget_unconfirmed() -> None:
    """Every six hours: what nobody confirmed within 30 days."""
    service.forget_unconfirmed()


def forget_supporters() -> None:
    """Every day: who wrote and what, six months after their campaign closed."""
    service.forget_supporters()


def remind_unconfirmed() -> None:
    """Every hour: those who have not confirmed, after two days, and after two more."""
    service.remind_unconfirmed()


def send_to_newcomers() -> None:
    """Every ten minutes: what waited for somebody to hold an office."""
    service.send_to_newcomers()
