"""Background work of editions."""

from __future__ import annotations

from app.editions import service


def sweep() -> None:
    """Every minute: files that hold a name that is shown no more are destroyed, whoever made them."""
    service.sweep()


def erase_those_gone() -> None:
    """Every day: what was hidden from editions and will not be shown again is destroyed."""
    service.erase_those_gone()
