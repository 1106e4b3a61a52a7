"""Background work of paper."""

from __future__ import annotations

from app.paper import service


def forget_counters() -> None:
    """Every day: who counted, once the campaign has been closed for long."""
    service.forget_counters()
