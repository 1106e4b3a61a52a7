"""Where a relay that keeps no mailbox hands over the mails that came back: one POST each, under a secret."""

from __future__ import annotations

import hashlib
import hmac
import re

from flask import Blueprint, abort, current_app, request

from app.core import access
from app.core.security import csrf
from app.core.tabular.table import MEBIBYTE
from app.deliveries import service

bp = Blueprint("deliveries", __name__)

ACCEPTED = ("message/rfc822", "message/global")
TRY_LATER = {"Retry-After": "120"}
LARGEST = 16 * MEBIBYTE  # a report that returns a letter with its attachments; only its beginning is kept
SIGNATURE = re.compile(r"[0-9a-f]{64}")
BLOCK = 64 * 1024


@bp.post("/courriels/retours")
@csrf.exempt  # a relay posts here by itself, without a cookie: the secret is the proof
@access.token
def returned() -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    """The raw mail that came back. Says what became of it, and tells nobody whose it was.

    Its proof: the secret (`Authorization: Bearer …`), or the body signed with it (`X-Signature: sha256=…`). A signature
    is known to be good once all is read: such a body is no larger than any form.
    """
    secret = current_app.config["BOUNCES_SECRET"]
    if not secret:
        abort(404)
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    shown = request.headers.get("X-Signature", "").strip().lower().removeprefix("sha256=")
    is_bearer = kind.lower() == "bearer"
    if not (_is_same(token.strip(), secret) if is_bearer else SIGNATURE.fullmatch(shown)):
        abort(403)  # before a byte of the body is read
    if request.mimetype not in ACCEPTED:
        abort(415)
    if is_bearer:
        request.max_content_length = LARGEST
    raw, signed = _read(secret)
    if not (is_bearer or _is_same(shown, signed)):
        abort(403)
    taken = service.take_return(raw)
    if taken is service.Taken.LATER:
        return taken.value, 503, TRY_LATER
    return taken.value, 200


def _read(secret: str) -> tuple[bytes, str]:
    """The beginning of the body, which is all that is read of a report, and the signature of the whole of it."""
    signed, raw = hmac.new(secret.encode(), digestmod=hashlib.sha256), bytearray()
    while block := request.stream.read(BLOCK):
        signed.update(block)
        raw += block[: service.LONGEST_RETURN - len(raw)]
    return bytes(raw), signed.hexdigest()


def _is_same(shown: str, wanted: str) -> bool:
    return hmac.compare_digest(shown.encode(), wanted.encode())
