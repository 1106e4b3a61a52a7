"""What the desks refuse."""

from __future__ import annotations

from app.core.errors import NotFound


class NoSuchDesk(NotFound):
    """No such region, or one that this person does not serve."""
