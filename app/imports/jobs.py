"""Background work of imports."""

from __future__ import annotations

from app.imports import service


def work() -> None:
    """Rung for, and every minute: previews and imports of long files."""
    service.work_on_all()


def forget_old_lines() -> None:
    """Every day: what files said 30 days ago."""
    service.forget_old_lines()
