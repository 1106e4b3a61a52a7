"""How often something may be done. Counters in Redis; while Redis is down, everything passes.

A limit never refuses by itself: whoever asks decides what to do with what goes beyond it.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass

import redis
from flask import current_app
from structlog import get_logger

from app.core import queues

log = get_logger()


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds`, from the first one counted."""

    name: str
    times: int
    seconds: int


def exceeded(counted: Sequence[tuple[Limit, str]]) -> list[Limit]:
    """Count one more for each (limit, whom it is about), and say which limits are now passed."""
    if not counted or current_app.extensions.get("redis_silent_until", 0.0) > time.monotonic():
        return []
    try:
        with queues.connection().pipeline() as pipe:
            for limit, about in counted:
                key = _key(limit, about)
                pipe.set(key, 0, ex=limit.seconds, nx=True)
                pipe.incr(key)
            made = pipe.execute()[1::2]
    except redis.RedisError as error:
        current_app.extensions["redis_silent_until"] = time.monotonic() + queues.SILENCE_S
        log.warning("limits_unavailable", reason=type(error).__name__)
        return []
    return [limit for (limit, _), times in zip(counted, made, strict=True) if int(times) > limit.times]


def network(ip: str | None, *, v4: int = 32, v6: int = 64) -> str:
    """The place that an address stands for: one IPv4 address, the /64 of an IPv6 customer, or a wider subnet."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, v6 if address.version == 6 else v4), strict=False))


def _key(limit: Limit, about: str) -> str:
    """Redis holds neither an address nor an IP, only their fingerprint."""
    secret = current_app.config["SECRET_KEY"].encode()
    return f"portevoix:limit:{limit.name}:{hmac.new(secret, about.encode(), hashlib.sha256).hexdigest()[:32]}"
