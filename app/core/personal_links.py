"""The links and the six digits that a mail gives to whoever holds the mailbox.

A feature says what each of its links is for and how long it lasts; a token says which row and for what, nothing else.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.core import limits, tokens
from app.core.database import db, locked
from app.core.errors import DomainError
from app.core.limits import Limit
from app.core.links import public_url
from app.core.tokens import LinkInvalid
from app.core.unit_of_work import unit_of_work

TO_CONFIRM = timedelta(days=7)
FOR_YEARS = timedelta(days=3650)  # a campaign may last for years, and the right to withdraw with it

MOST_GUESSES = 5
WRONG_OF_MAILBOX = Limit("wrong-codes.mailbox", 30, 3600)
WRONG_OF_PLACE = Limit("wrong-codes.place", 30, 3600)


class WrongCode(DomainError):
    """Not the six digits of the mail, or too many were tried. Which of the two would tell whether the row exists."""

    status = 400


@dataclass(frozen=True)
class PersonalLink:
    """One thing that the holder of a mailbox may do: the page that the mail links to, and until when."""

    purpose: str
    endpoint: str
    lasts: timedelta

    def token(self, row_id: uuid.UUID) -> str:
        return tokens.sign(self.purpose, row_id.hex)

    def url(self, row_id: uuid.UUID, locale: str) -> str:
        """The address to put into a mail."""
        return public_url(self.endpoint, locale=locale, token=self.token(row_id))

    def code(self, row_id: uuid.UUID) -> str:
        """The six digits to type instead of opening the link."""
        return tokens.code(self.purpose, row_id.hex)

    def read(self, token: str) -> uuid.UUID:
        """Which row the link is about. Raises LinkInvalid or LinkExpired."""
        return self._row_id(token, self.lasts)

    def read_expired(self, token: str) -> uuid.UUID:
        """The same of a link that was good and may be too old, so that its page can offer another."""
        return self._row_id(token, FOR_YEARS)

    def _row_id(self, token: str, lasts: timedelta) -> uuid.UUID:
        try:
            return uuid.UUID(hex=str(tokens.read(self.purpose, token, max_age=int(lasts.total_seconds()))))
        except ValueError:
            raise LinkInvalid from None


class Coded(Protocol):
    """A row that six digits confirm."""

    email_key: str
    code_attempts: int


def check_code(
    link: PersonalLink, model: type[Coded], row_id: uuid.UUID, typed: str, *, ip: str | None, mailbox: str | None = None
) -> None:
    """The six digits of the mail, typed. Raises WrongCode; after five wrong ones only the link works.

    Wrong ones are also counted over everything that one mailbox or one place was asked to confirm: sending a form
    again gives no more guesses. `mailbox`: its key, where it is not the row's.
    """
    row = db.session.get(model, row_id)
    counted = _counted(mailbox or (row.email_key if row else ""), ip)
    if limits.reached(counted) or not _is_right(link, model, row_id, typed):
        limits.exceeded(counted)
        raise WrongCode


def _is_right(link: PersonalLink, model: type[Coded], row_id: uuid.UUID, typed: str) -> bool:
    with unit_of_work():
        row = locked(model, row_id)
        if row is None or row.code_attempts >= MOST_GUESSES:
            return False
        is_right = tokens.same_code(typed, link.code(row_id))
        row.code_attempts += not is_right
        return is_right


def _counted(email_key: str, ip: str | None) -> list[tuple[Limit, str]]:
    of_place = [(WRONG_OF_PLACE, limits.network(ip))] if ip else []
    return [*of_place, (WRONG_OF_MAILBOX, limits.mailbox(email_key))] if email_key else of_place
