"""How often something may be done. Counters in Redis; while Redis is down, everything passes.

A limit never refuses by itself: whoever asks decides what to do with what goes beyond it.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
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


# All counters of one question in one command: nothing comes between a counter and its end.
_COUNT = """
local found = {}
for place, key in ipairs(KEYS) do
    redis.call('SET', key, 0, 'EX', ARGV[place + 1], 'NX')
    found[place] = {redis.call('INCRBY', key, ARGV[1]), redis.call('TTL', key)}
end
return found
"""

Counted = Sequence[tuple[Limit, str]]  # each limit, and whom it is about


def exceeded(counted: Counted) -> dict[Limit, int]:
    """Count one more of each, and say which limits are now passed, and the seconds until each starts anew."""
    passed = {}
    for (limit, _), (times, seconds) in zip(counted, _asked(counted, one_more=True), strict=False):
        if times > limit.times:
            passed[limit] = max(1, seconds)
    return passed


def reached(counted: Counted) -> bool:
    """Whether one more of any would be too many; counts nothing."""
    found = zip(counted, _asked(counted, one_more=False), strict=False)
    return any(times >= limit.times for (limit, _), (times, _) in found)


def asks_too_often(of_mailbox: Limit, of_place: Limit, about: str, email_key: str, ip: str | None) -> bool:
    """Counts one more question of that mailbox about something, and of the place it comes from, where that is known."""
    places = [(of_place, network(ip))] if ip else []
    return bool(exceeded([(of_mailbox, f"{about} {mailbox(email_key)}"), *places]))


def forget(counted: Counted) -> None:
    """Each starts anew."""
    with suppress(_Silent), _redis() as line:
        line.delete(*(_key(limit, about) for limit, about in counted))


def mailbox(email_key: str) -> str:
    """The mailbox as it is counted: most providers ignore « +tag », and whoever floods one knows it.

    For counting only: two people may have such addresses of one name somewhere.
    """
    local, _, domain = email_key.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def network(ip: str | None, *, v4: int = 32, v6: int = 64) -> str:
    """The place that an address stands for: one IPv4 address, the /64 of an IPv6 customer, or a wider subnet."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:  # how one line for both writes it; its /64 is the whole Internet
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, v6 if address.version == 6 else v4), strict=False))


class _Silent(Exception):
    """Redis does not answer, or did not a moment ago: it is left in peace for a while."""


@contextmanager
def _redis() -> Iterator[redis.Redis]:
    if current_app.extensions.get("redis_silent_until", 0.0) > time.monotonic():
        raise _Silent
    try:
        yield queues.connection()
    except redis.RedisError as error:
        current_app.extensions["redis_silent_until"] = time.monotonic() + queues.SILENCE_S
        log.warning("limits_unavailable", reason=type(error).__name__)
        raise _Silent from error


def _asked(counted: Counted, *, one_more: bool) -> list[tuple[int, int]]:
    """How many times, and the seconds that are left; nothing while Redis is silent."""
    if not counted:
        return []
    keys = [_key(limit, about) for limit, about in counted]
    try:
        with _redis() as line:
            found = line.eval(_COUNT, len(keys), *keys, int(one_more), *(limit.seconds for limit, _ in counted))
    except _Silent:
        return []
    return [(int(times), int(seconds)) for times, seconds in found]


def _key(limit: Limit, about: str) -> str:
    """Redis holds neither an address nor an IP, only their fingerprint."""
    secret = current_app.config["SECRET_KEY"].encode()
    return f"portevoix:limit:{limit.name}:{hmac.new(secret, about.encode(), hashlib.sha256).hexdigest()[:32]}"
