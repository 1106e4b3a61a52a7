"""The staff account that the demonstration prints.

The password is known to everybody, so it serves on this machine only; a demonstration that others can reach draws
its own when it is loaded.
"""

from __future__ import annotations

import secrets

EMAIL = "national@example.org"
LOCAL_PASSWORD = "grenouille violon tuque 64"  # noqa: S105 - invented, printed on the console


def password(*, is_local: bool) -> str:
    """The password of the accounts about to be made."""
    return LOCAL_PASSWORD if is_local else secrets.token_urlsafe(18)
