"""Background work of the territory."""

from __future__ import annotations

from app.territory import service


def work() -> None:
    """Rung for, and every minute: the comparison and the import of long files."""
    service.work_on_all()


def forget_old_files() -> None:
    """Every day: files that were sent 30 days ago and never imported."""
    service.forget_old()
