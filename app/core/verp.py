"""Where a returned mail comes back: an address of the platform that names the delivery, and proves that we wrote it.

VERP: `retours+<delivery>-<proof>@domain`. Without the secret nobody can make a bounce for somebody else's mail.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid

from flask import current_app

from app.core.mail_headers import deliverable

PROOF_BYTES = 10


def sender(delivery_id: uuid.UUID) -> str:
    """The envelope sender of that delivery."""
    local, _, domain = deliverable(current_app.config["MAIL_BOUNCES"]).rpartition("@")
    proof = _proof(delivery_id, current_app.config["SECRET_KEY"])
    return f"{local}+{_letters(delivery_id.bytes)}-{proof}@{domain}"


def read(address: str) -> uuid.UUID | None:
    """The delivery that a bounce sent to this address is about; None when we never wrote it."""
    tag = address.rpartition("@")[0].rpartition("+")[2].lower()
    letters, _, proof = tag.partition("-")
    try:
        delivery_id = uuid.UUID(bytes=base64.b32decode(letters.upper() + "=" * (-len(letters) % 8)))
    except ValueError:
        return None
    secrets = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    good = [hmac.compare_digest(proof.encode(), _proof(delivery_id, secret).encode()) for secret in secrets]
    return delivery_id if any(good) else None


def _proof(delivery_id: uuid.UUID, secret: str) -> str:
    digest = hmac.digest(secret.encode(), b"portevoix.verp:" + delivery_id.bytes, hashlib.sha256)
    return _letters(digest[:PROOF_BYTES])


def _letters(data: bytes) -> str:
    """Small letters and figures only: relays may change the case."""
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()
