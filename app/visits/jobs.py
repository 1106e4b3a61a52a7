"""Background work of visits."""

from __future__ import annotations

from app.visits import service


def forget_persons() -> None:
    """Every day: who went along, six months after the campaign."""
    service.forget_persons()
