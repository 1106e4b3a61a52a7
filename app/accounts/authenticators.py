"""One-time codes of an authenticator application (RFC 6238): six digits, a new code every thirty seconds."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app
from markupsafe import Markup
from passlib.exc import TokenError
from passlib.totp import TOTP

from app.core import qr
from app.core.clock import now

LATE_S = 30  # a code of the step before or after is good: clocks differ, and typing takes time
COST = 12  # 2^12 rounds: the key behind it is long and random, not a password


def new_secret() -> str:
    """The secret of a new authenticator, encrypted as it will be kept."""
    return str(_codes().new().to_json(encrypt=True))


def readable(secret: str) -> str:
    """The secret to be typed into the application, in groups of four: only while it is being set up."""
    return str(_codes().from_source(secret).pretty_key(sep=" "))


def address(secret: str, email: str) -> str:
    """Where the application of this very device is opened with the secret: `otpauth://…`. Nothing else may hold it."""
    return str(_codes().from_source(secret).to_uri(label=email))


def qr_code(secret: str, email: str) -> Markup:
    """The same for the camera of a phone. Made here: no other site learns the secret."""
    return qr.drawn(address(secret, email))


def step_of(code: str, secret: str, *, after: int = -1) -> int | None:
    """The step of thirty seconds in which this code is shown; None when it is wrong, or not newer than `after`."""
    try:
        return int(_codes().from_source(secret).match(code, window=LATE_S, last_counter=after).counter)
    except TokenError:
        return None


def renewed(secret: str) -> str | None:
    """The same secret under today's key, when it was kept under a former one."""
    kept = _codes().from_source(secret)
    return str(kept.to_json(encrypt=True)) if kept.changed else None


def _codes() -> Any:
    """Passlib's TOTP on the clock of the house, with a key for each secret of the site, the newest first."""
    settings = current_app.config
    keys = dict(map(_key, (settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"])))
    return TOTP.using(
        secrets=keys,
        default_tag=next(iter(keys)),
        encrypt_cost=COST,
        issuer=settings["SITE_NAME"].replace(":", " "),
        now=lambda: now().timestamp(),
    )


def _key(secret: str) -> tuple[str, str]:
    """The name of a key, which is kept beside what it encrypts, and the key."""
    made = hmac.new(secret.encode(), b"portevoix.authenticators", hashlib.sha256).hexdigest()
    return hashlib.sha256(made.encode()).hexdigest()[:8], made
