"""Background jobs of deliveries. No payload: the rows say what is to be done."""

from __future__ import annotations

from app.deliveries import service


def drain() -> None:
    service.drain()


def sweep() -> None:
    service.sweep()


def forget_old() -> None:
    """Every day: the words and addresses of mails that are long over."""
    service.forget_old()
