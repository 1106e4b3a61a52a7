"""Who looks at a page of the staff."""

from __future__ import annotations

from app.accounts.models import Account
from app.core import access


def signed_in() -> Account:
    """Whoever is signed in. For the views under `access.staff`, which let nobody else in."""
    visitor = access.doors.visitor()
    assert isinstance(visitor, Account)  # noqa: S101 - the rule of the page has seen to it
    return visitor
