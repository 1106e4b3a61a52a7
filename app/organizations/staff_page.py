"""What the staff pages of the register share."""

from __future__ import annotations

from flask import request

from app.accounts.models import Account
from app.core import access


def signed_in() -> Account:
    """Who is signed in."""
    found = access.doors.visitor()
    assert isinstance(found, Account)  # noqa: S101 - `access.staff` has seen to it
    return found


def page_number() -> int:
    """The page asked for; the first when it is not a number."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
