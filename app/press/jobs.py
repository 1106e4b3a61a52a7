"""Background work of the press."""

from __future__ import annotations

from app.press import service


def forget_releases() -> None:
    """Every day: what was written to the press, once the campaign has been closed for long."""
    service.forget_releases()
