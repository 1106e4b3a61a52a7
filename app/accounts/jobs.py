"""Background work of the accounts."""

from __future__ import annotations

from app.accounts import service


def forget_old_sessions() -> None:
    """Every day: the sessions of more than thirty days ago, but for the newest of each account."""
    service.forget_old_sessions()


def forget_old_links() -> None:
    """Every day: the links that were mailed more than thirty days ago."""
    service.forget_old_links()
