"""Background work of the register."""

from __future__ import annotations

from app.organizations import comparing


def compare_names() -> None:
    """Rung for by whoever looks at likely pairs, and every minute: the names that changed."""
    comparing.compare_names()
