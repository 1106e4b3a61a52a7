"""Background work of commitments."""

from __future__ import annotations

from app.commitments import service


def forget_notes() -> None:
    """Every day: what staff noted for themselves, six months after the campaign closed."""
    service.forget_notes()
