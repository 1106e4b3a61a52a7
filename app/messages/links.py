"""The links and the code that a supporter holds. A token says which message and for what, nothing else."""

from __future__ import annotations

import uuid
from datetime import timedelta

from app.core import tokens
from app.core.links import public_url

CONFIRM = "message.confirm"
MANAGE = "message.manage"
WAIT = "message.wait"

TIME_TO_CONFIRM = timedelta(days=7)
TIME_TO_MANAGE = timedelta(days=3650)


def confirm_url(message_id: uuid.UUID, locale: str) -> str:
    return public_url("messages.confirm", locale=locale, token=confirm_token(message_id))


def manage_url(message_id: uuid.UUID, locale: str) -> str:
    return public_url("messages.manage", locale=locale, token=manage_token(message_id))


def confirm_token(message_id: uuid.UUID) -> str:
    return tokens.sign(CONFIRM, message_id.hex)


def manage_token(message_id: uuid.UUID) -> str:
    return tokens.sign(MANAGE, message_id.hex)


def wait_token(message_id: uuid.UUID) -> str:
    """For the page that waits for the code; it opens nothing by itself."""
    return tokens.sign(WAIT, message_id.hex)


def code(message_id: uuid.UUID) -> str:
    """The six digits of the mail."""
    return tokens.code(CONFIRM, message_id.hex)


def read(purpose: str, token: str) -> uuid.UUID:
    """Which message the link is about. Raises LinkInvalid or LinkExpired."""
    age = TIME_TO_CONFIRM if purpose == CONFIRM else TIME_TO_MANAGE
    return _id(tokens.read(purpose, token, max_age=int(age.total_seconds())))


def read_expired(token: str) -> uuid.UUID:
    """The message of a confirmation link that was good and is too old. Raises LinkInvalid."""
    return _id(tokens.read(CONFIRM, token, max_age=int(TIME_TO_MANAGE.total_seconds())))


def _id(content: object) -> uuid.UUID:
    try:
        return uuid.UUID(hex=str(content))
    except ValueError:
        raise tokens.LinkInvalid from None
