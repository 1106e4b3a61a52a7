"""Background jobs of deliveries. No payload: the rows say what is to be done."""

from __future__ import annotations

from app.deliveries import service


def drain() -> None:
    service.drain()


def sweep() -> None:
    service.sweep()


def gather_digests() -> None:
    """Every ten minutes: what waits beyond the threshold of its campaign leaves in one mail a day."""
    service.gather()


def read_returns() -> None:
    """Every minute: the mails that came back."""
    service.read_returns()


def forget_old() -> None:
    """Every day: the words and addresses of mails that are long over."""
    service.forget_old()


def forget_old_suppressions() -> None:
    """Every day: the addresses that were left in peace for a year."""
    service.forget_old_suppressions()
