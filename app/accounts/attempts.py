"""How often a password may be tried. While Redis is down, sign-in still works."""

from __future__ import annotations

from structlog import get_logger

from app.accounts.errors import TooManyAttempts
from app.core import limits
from app.core.limits import Limit

log = get_logger()

WINDOW_S = 15 * 60
ONE_ACCOUNT = Limit("sign-in-account", 10, WINDOW_S)  # one account from one place
EVERYWHERE = Limit("sign-in-everywhere", 50, WINDOW_S)  # one account, from however many places
ONE_PLACE = Limit("sign-in-place", 200, WINDOW_S)  # whatever the account: a whole office shares one address


def count(address: str, ip: str) -> None:
    """One more attempt, counted before the password is looked at. Raises TooManyAttempts.

    `address` is that of an account, not as somebody typed it: one account has one counter.
    """
    passed = limits.exceeded([*_of_account(address, ip), (ONE_PLACE, limits.network(ip))])
    if passed:
        log.warning("sign_in_limited")
        raise TooManyAttempts(max(passed.values()))


def forget(address: str, ip: str) -> None:
    """The password was right: this account starts anew."""
    limits.forget(_of_account(address, ip))


def _of_account(address: str, ip: str) -> list[tuple[Limit, str]]:
    return [(ONE_ACCOUNT, f"{address} {limits.network(ip)}"), (EVERYWHERE, address)]


LINKS_TO_ONE = Limit("password-link-account", 3, 3600)
LINKS_FROM_ONE_PLACE = Limit("password-link-place", 60, 3600)


def count_password_link(address: str, ip: str) -> bool:
    """One more « mot de passe oublié »; whether a mail may leave. Raises TooManyAttempts for a place that asks a lot.

    That one address had its share is not told: the answer would say that it exists.
    """
    passed = limits.exceeded([(LINKS_TO_ONE, address), (LINKS_FROM_ONE_PLACE, limits.network(ip))])
    if LINKS_FROM_ONE_PLACE in passed:
        raise TooManyAttempts(passed[LINKS_FROM_ONE_PLACE])
    return LINKS_TO_ONE not in passed
