"""Links that carry a right: signed, with a salt for each purpose, an age, and secrets that can rotate.

A token proves who may act; that it acts once is the row's business.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from app.core.clock import now
from app.core.errors import DomainError

CODE_DIGITS = 6
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # what nobody mistakes for something else


class LinkInvalid(DomainError):
    """The link was altered, cut by a mail program, or is not ours."""

    status = 404
    page = "link_invalid.html"


class LinkExpired(DomainError):
    """The link was good and is too old."""

    status = 410
    page = "link_expired.html"


def sign(purpose: str, content: Any) -> str:
    """A token for that purpose and no other; `content` is an id, never an address or a name."""
    return _serializer(purpose).dumps(content)


def read(purpose: str, token: str, *, max_age: int) -> Any:
    """What `sign` was given. `max_age` in seconds. Raises LinkInvalid or LinkExpired."""
    try:
        return _serializer(purpose).loads(token, max_age=max_age)
    except SignatureExpired:
        raise LinkExpired from None
    except (BadSignature, UnicodeError, ValueError):
        raise LinkInvalid from None


def code(purpose: str, content: str) -> str:
    """Six digits to type instead of opening the link. Whoever checks it must count the attempts."""
    digest = hmac.new(_secrets()[-1].encode(), f"code:{purpose}:{content}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def same_code(typed: str, expected: str) -> bool:
    """Whether the typed code is the one, spaces and dashes forgiven."""
    return hmac.compare_digest(re.sub(r"\D", "", typed)[:32].encode(), expected.encode())


def marks(purpose: str, content: str) -> list[str]:
    """What stands for the content in a link that is not to tell it: under each secret, the newest last."""
    told = f"mark:{purpose}:{content}".encode()
    return [hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()[:24] for secret in _secrets()]


def letters(purpose: str, content: str, length: int) -> str:
    """So many letters and digits to type on another device. Whoever checks them must count the attempts."""
    digest = hmac.new(_secrets()[-1].encode(), f"letters:{purpose}:{content}".encode(), hashlib.sha256).digest()
    number, drawn = int.from_bytes(digest, "big"), ""
    for _ in range(length):
        number, place = divmod(number, len(LETTERS))
        drawn += LETTERS[place]
    return drawn


def same_letters(typed: str, expected: str) -> bool:
    """Whether the typed letters are those; spaces, dashes and small letters forgiven."""
    return hmac.compare_digest(_plain(typed), expected.encode())


def begins_alike(typed: str, expected: str, length: int) -> bool:
    """Whether the first of the typed letters are those."""
    return hmac.compare_digest(_plain(typed)[:length], expected[:length].encode())


def _plain(typed: str) -> bytes:
    return re.sub(r"[\W_]", "", typed)[:32].upper().encode()


def _secrets() -> list[str]:
    # itsdangerous signs with the last of the list and accepts all of them.
    return [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]


class _Signer(TimestampSigner):
    """Links age by the clock of the house."""

    def get_timestamp(self) -> int:
        return int(now().timestamp())


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        _secrets(), salt=f"portevoix.{purpose}", signer=_Signer, signer_kwargs={"digest_method": hashlib.sha256}
    )
