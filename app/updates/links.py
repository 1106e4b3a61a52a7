"""The way out of news, that every mail of them carries. It says whose signature, message or endorsement; nothing else.

It opens nothing: whoever has it, by whatever way, can only stop these mails.
"""

from __future__ import annotations

from app.core import tokens
from app.core.links import public_url
from app.core.personal_links import FOR_YEARS
from app.core.tokens import LinkInvalid

STOP = "updates.stop"


def stop_url(held: str, locale: str) -> str:
    """The address to put into a mail; `held` is such as cosignature:<what its links name>."""
    return public_url("updates_stop.ask", locale=locale, token=tokens.sign(STOP, held))


def read_stop(token: str) -> str:
    """What the link names. Raises LinkInvalid or LinkExpired."""
    held = tokens.read(STOP, token, max_age=int(FOR_YEARS.total_seconds()))
    if not isinstance(held, str):
        raise LinkInvalid
    return held
