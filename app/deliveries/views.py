"""Where a relay that keeps no mailbox hands over the mails that came back: one POST each, under a secret."""

from __future__ import annotations

import hashlib
import hmac

from flask import Blueprint, abort, current_app, request

from app.core import access
from app.core.security import csrf
from app.deliveries import service

bp = Blueprint("deliveries", __name__)

ACCEPTED = ("message/rfc822", "message/global")
TRY_LATER = {"Retry-After": "120"}


@bp.post("/courriels/retours")
@csrf.exempt  # a relay posts here by itself, without a cookie: the secret is the proof
@access.token
def returned() -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The raw mail that came back. Says what became of it, and tells nobody whose it was."""
    secret = current_app.config["BOUNCES_SECRET"]
    if not secret:
        abort(404)
    raw = request.get_data(cache=False)
    if not _is_proved(secret, raw):
        abort(403)
    if request.mimetype not in ACCEPTED:
        abort(415)
    taken = service.take_return(raw)
    if taken is service.Taken.LATER:
        return taken.value, 503, TRY_LATER
    return taken.value, 200


def _is_proved(secret: str, raw: bytes) -> bool:
    """The secret itself (`Authorization: Bearer …`), or the body signed with it (`X-Signature: sha256=…`)."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), secret.encode())
    signed = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    shown = request.headers.get("X-Signature", "").strip().lower().removeprefix("sha256=")
    return hmac.compare_digest(shown.encode(), signed.encode())
