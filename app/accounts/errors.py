"""What the accounts refuse."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from app.core.errors import DomainError, NotFound
from app.core.tokens import LinkExpired


class Weakness(StrEnum):
    """Why a password cannot be chosen; the page says it in words."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EASY_TO_GUESS = "easy_to_guess"
    UNREADABLE = "unreadable"


class WeakPassword(DomainError):
    """The password would be found; `weakness` says why."""

    status = 422

    def __init__(self, weakness: Weakness) -> None:
        self.weakness = weakness
        super().__init__(weakness=weakness)


class SignInRefused(DomainError):
    """Unknown account, wrong password, deactivated account: one and the same answer."""

    status = 422


class TooManyAttempts(DomainError):
    """Too many attempts for this account or from this place; `seconds` until the next one is looked at."""

    status = 429
    page = "429.html"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)


class AccountExists(DomainError):
    """Somebody already signs in with this address."""


class RoleAlreadyHeld(DomainError):
    """The account has that role already, in that same chapter."""


class RoleNeedsChapter(DomainError):
    """A chapter role names its chapter, and the other roles none."""


class LastAdministrator(DomainError):
    """Without this account nobody could give roles any more."""


class NoSuchAccount(NotFound):
    """Nobody signs in with this address."""


class NoSuchChapter(NotFound):
    """No chapter has this key; `known` lists those that exist."""

    def __init__(self, **shown: Any) -> None:
        self.known: list[str] = shown.get("known", [])
        super().__init__(**shown)


class PasskeyRefused(DomainError):
    """The device’s answer does not fit the question: too late, another key, another site, or sent twice."""

    status = 422


class PasskeyKnown(DomainError):
    """That key already opens an account."""


class NoSuchFactor(NotFound):
    """None of one's own has this id."""


class LastFactor(DomainError):
    """A second factor is required: another one comes first, then this one may go."""


class NoSuchSession(NotFound):
    """None of one's own is open under this id."""


class LinkUsed(DomainError):
    """The link was good, and did what it had to do, or a newer one took its place."""

    status = 410
    page = "staff_link_over.html"


class LinkTooOld(LinkExpired):
    """The link of somebody on the staff was good, and nobody used it in time."""

    page = "staff_link_over.html"


class AlreadyAccepted(DomainError):
    """The invitation has done what it had to: there is nothing to send again or to take back."""
