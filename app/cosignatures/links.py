"""The links and the code that a signatory holds. A token says which cosignature and for what, nothing else."""

from __future__ import annotations

import uuid
from datetime import timedelta

from app.core import tokens
from app.core.links import public_url

CONFIRM = "cosignature.confirm"
MANAGE = "cosignature.manage"
WAIT = "cosignature.wait"

TIME_TO_CONFIRM = timedelta(days=7)
TIME_TO_MANAGE = timedelta(days=3650)  # a campaign may last for years, and the right to withdraw with it


def confirm_url(cosignature_id: uuid.UUID, locale: str) -> str:
    return public_url("cosignatures.confirm", locale=locale, token=tokens.sign(CONFIRM, cosignature_id.hex))


def manage_url(cosignature_id: uuid.UUID, locale: str) -> str:
    return public_url("cosignatures.manage", locale=locale, token=manage_token(cosignature_id))


def manage_token(cosignature_id: uuid.UUID) -> str:
    return tokens.sign(MANAGE, cosignature_id.hex)


def wait_token(cosignature_id: uuid.UUID) -> str:
    """For the page that waits for the code; it opens nothing by itself."""
    return tokens.sign(WAIT, cosignature_id.hex)


def code(cosignature_id: uuid.UUID) -> str:
    """The six digits of the mail."""
    return tokens.code(CONFIRM, cosignature_id.hex)


def read(purpose: str, token: str) -> uuid.UUID:
    """Which cosignature the link is about. Raises LinkInvalid or LinkExpired."""
    age = TIME_TO_MANAGE if purpose == MANAGE else TIME_TO_CONFIRM
    return _id(tokens.read(purpose, token, max_age=int(age.total_seconds())))


def read_expired(purpose: str, token: str) -> uuid.UUID:
    """The same of a link that was good and is too old, so that its page can offer another."""
    return _id(tokens.read(purpose, token, max_age=int(TIME_TO_MANAGE.total_seconds())))


def _id(content: object) -> uuid.UUID:
    try:
        return uuid.UUID(hex=str(content))
    except ValueError:
        raise tokens.LinkInvalid from None
