"""Background work of editions."""

from __future__ import annotations

from app.editions import service


def sweep() -> None:
    """Every minute: files that hold a name that is shown no more are destroyed, whoever made them."""
    service.sweep()
