"""Passwords of the staff: Argon2id, at least twelve characters, hard to guess, judged without the network."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from flask_security import PasswordUtil, hash_password, verify_password
from flask_security.proxies import _security

from app.accounts.errors import Weakness, WeakPassword
from app.accounts.words import weakness_in_words

SHORTEST = 12
LONGEST = 128
STRONG_ENOUGH = 3  # of 4: more than 10^8 guesses
JUDGED = 72  # zxcvbn takes no more; what follows could only help

# One of the settings that OWASP gives as equal to each other (Password Storage Cheat Sheet).
MEMORY_KIB, PASSES, LANES = 19456, 2, 1

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "id",
        "argon2__memory_cost": MEMORY_KIB,
        "argon2__time_cost": PASSES,
        "argon2__parallelism": LANES,
    },
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
    "SECURITY_PASSWORD_COMPLEXITY_CHECKER": "zxcvbn",
    "SECURITY_ZXCVBN_MINIMUM_SCORE": STRONG_ENOUGH,
}


def _decoy() -> str:
    """A hash that no password has, and that costs as much to compare with as a real one."""
    salt, digest = (
        base64.b64encode(bytes([filler]) * size).decode().rstrip("=") for filler, size in ((7, 16), (9, 32))
    )
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"


DECOY = _decoy()


class StaffPasswords(PasswordUtil):
    """Our judgement, wherever Flask-Security asks for one."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        account = about.get("user")
        known = (account.name, account.email) if account is not None else map(str, about.values())
        try:
            return None, chosen(password, known)
        except WeakPassword as error:
            return [weakness_in_words(error.weakness)], password


def chosen(password: str, about: Iterable[str]) -> str:
    """The password as it will be hashed. `about`: words that a stranger would try first, such as the name.

    Raises WeakPassword.
    """
    if not _is_readable(password):
        raise WeakPassword(Weakness.UNREADABLE)
    if len(password) > LONGEST:
        raise WeakPassword(Weakness.TOO_LONG)
    password = _security.password_util.normalize(password)
    if len(password) < SHORTEST:
        raise WeakPassword(Weakness.TOO_SHORT)
    if len(password) > LONGEST:
        raise WeakPassword(Weakness.TOO_LONG)
    from zxcvbn import zxcvbn  # with its lists of words, which most processes never open

    words = [word for text in about for word in (text, *text.replace("@", " ").split())]
    if zxcvbn(password[:JUDGED], user_inputs=[*words, "porte-voix", "portevoix"])["score"] < STRONG_ENOUGH:
        raise WeakPassword(Weakness.EASY_TO_GUESS)
    return password


def hashed(password: str, about: Iterable[str]) -> str:
    """What is kept of a password. Raises WeakPassword."""
    return str(hash_password(chosen(password, about)))


def hash_of(secret: str) -> str:
    """What is kept of a secret that the program itself has drawn."""
    return str(hash_password(secret))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is that password. Takes as long when there is none to compare with."""
    could_be = _is_readable(password) and len(password) <= LONGEST
    typed = _security.password_util.normalize(password) if could_be else ""
    same = verify_password(typed, kept or DECOY)
    return same and could_be and kept is not None


def renewed(password: str, kept: str) -> str | None:
    """The same password under today's settings, when it was kept under older ones."""
    if not _security.pwd_context.needs_update(kept):
        return None
    return str(hash_password(_security.password_util.normalize(password)))


def _is_readable(password: str) -> bool:
    """No NUL and no half character: neither can be hashed."""
    if "\0" in password:
        return False
    try:
        password.encode()
    except UnicodeEncodeError:
        return False
    return True
