"""Background work of editions."""

from __future__ import annotations

from app.editions import service


def make_document() -> None:
    """Rung for, and every minute: the document that has waited longest."""
    service.make_next_document()


def sweep() -> None:
    """Every minute: files that hold a name that is shown no more are destroyed, whoever made them."""
    service.sweep()


def erase_those_gone() -> None:
    """Every day: what was hidden from editions and will not be shown again is destroyed."""
    service.erase_those_gone()
