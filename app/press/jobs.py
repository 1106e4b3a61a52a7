"""Background work of the press."""

from __future__ import annotations

from app.press import service


def draw_ahead() -> None:
    """Rung for, and every minute: the files of press kits, before anybody asks."""
    service.draw_ahead()


def forget_releases() -> None:
    """Every day: what was written to the press, once the campaign has been closed for long."""
    service.forget_releases()
