"""How often a password may be tried. Counters in Redis; when Redis is down, sign-in still works."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

import redis
from flask import current_app
from structlog import get_logger

from app.accounts.errors import TooManyAttempts
from app.core import queues
from app.core.plain_text import one_line

log = get_logger()


@dataclass(frozen=True)
class Limit:
    name: str
    attempts: int
    seconds: int


ONE_ACCOUNT = Limit("account", 10, 15 * 60)  # one account from one place
ONE_PLACE = Limit("place", 200, 15 * 60)  # whatever the account: a whole office shares one address


def count(who: str, ip: str) -> None:
    """One more attempt, counted before the password is looked at. Raises TooManyAttempts."""
    try:
        made = [(limit, *_one_more(key, limit)) for limit, key in _counters(who, ip)]
    except redis.RedisError as error:
        log.warning("sign_in_limit_unavailable", reason=type(error).__name__)
        return
    passed = [seconds for limit, attempts, seconds in made if attempts > limit.attempts]
    if passed:
        log.warning("sign_in_limited")
        raise TooManyAttempts(max(passed))


def forget(who: str, ip: str) -> None:
    """The password was right: this account starts anew."""
    (_, key), _ = _counters(who, ip)
    try:
        queues.connection().delete(key)
    except redis.RedisError as error:
        log.warning("sign_in_limit_unavailable", reason=type(error).__name__)


def _one_more(key: str, limit: Limit) -> tuple[int, int]:
    """Attempts made in this window, and the seconds that are left of it."""
    with queues.connection().pipeline() as pipe:
        pipe.set(key, 0, ex=limit.seconds, nx=True)
        pipe.incr(key)
        pipe.ttl(key)
        _, attempts, seconds = pipe.execute()
    return int(attempts), max(1, int(seconds))


def _counters(who: str, ip: str) -> list[tuple[Limit, str]]:
    place = _place(ip)
    who = one_line(who).casefold()
    return [(ONE_ACCOUNT, _key(ONE_ACCOUNT, f"{who} {place}")), (ONE_PLACE, _key(ONE_PLACE, place))]


def _key(limit: Limit, about: str) -> str:
    """Redis holds neither an address nor an IP, only their fingerprint."""
    secret = current_app.config["SECRET_KEY"].encode()
    return f"portevoix:sign-in:{limit.name}:{hmac.new(secret, about.encode(), hashlib.sha256).hexdigest()}"


def _place(ip: str) -> str:
    """An IPv6 customer has a whole /64."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
