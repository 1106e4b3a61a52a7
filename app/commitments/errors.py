"""What a commitment refuses."""

from __future__ import annotations

from app.core.errors import NotFound


class NoSuchOfficial(NotFound):
    """No such official in office, or one of a riding that is not this person's to look at."""


class NoSuchAct(NotFound):
    """Nothing was noted under this number, or nothing that this person may undo."""
