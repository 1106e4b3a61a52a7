"""The way out of news, that every mail of them carries. It names a campaign and, without telling it, a mailbox.

It opens nothing: whoever has it, by whatever way, can only stop these mails. It does so whatever became of the
signature, the message or the endorsement for which they came.
"""

from __future__ import annotations

import uuid

from app.core import tokens
from app.core.links import public_url
from app.core.personal_links import FOR_YEARS
from app.core.tokens import LinkInvalid

STOP = "updates.stop"


def stop_url(campaign_id: uuid.UUID, email_key: str, locale: str) -> str:
    """The address to put into a mail to that mailbox."""
    return public_url("updates_stop.ask", locale=locale, token=stop_token(campaign_id, email_key))


def stop_token(campaign_id: uuid.UUID, email_key: str) -> str:
    return tokens.sign(STOP, [campaign_id.hex, mark_of(campaign_id, email_key)])


def read_stop(token: str) -> tuple[uuid.UUID, str]:
    """The campaign, and what `is_marked` recognizes the mailbox by. Raises LinkInvalid or LinkExpired."""
    match tokens.read(STOP, token, max_age=int(FOR_YEARS.total_seconds())):
        case [str(campaign_id), str(mark)]:
            return uuid.UUID(campaign_id), mark
    raise LinkInvalid


def mark_of(campaign_id: uuid.UUID, email_key: str) -> str:
    """What `is_marked` recognizes the mailbox by."""
    return _marks(campaign_id, email_key)[-1]


def is_marked(campaign_id: uuid.UUID, email_key: str, mark: str) -> bool:
    """Whether the link of that mark went to this mailbox."""
    return mark in _marks(campaign_id, email_key)


def _marks(campaign_id: uuid.UUID, email_key: str) -> list[str]:
    return tokens.marks(STOP, f"{campaign_id.hex} {email_key}")
