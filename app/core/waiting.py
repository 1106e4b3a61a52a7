"""« Il reste une étape »: while a mail is awaited, the page says once more to which address it went.

Kept by the visitor's own browser, so that nobody else who has the page's address reads it.
"""

from __future__ import annotations

from flask import session

from app.core.personal_links import PersonalLink


def remember(link: PersonalLink, address: str) -> None:
    session[_key(link)] = address


def address(link: PersonalLink) -> str | None:
    found: str | None = session.get(_key(link))
    return found


def forget(link: PersonalLink) -> None:
    """Confirmed: nothing is awaited any more."""
    session.pop(_key(link), None)


def _key(link: PersonalLink) -> str:
    return f"{link.purpose}.address"
