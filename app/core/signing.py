"""DKIM (RFC 6376): the platform signs what leaves, with its own key, when no relay does it behind it.

What is signed is the bytes that leave: nothing may touch them afterwards but to add headers in front.
"""

from __future__ import annotations

import re
import stat
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import current_app

SMALLEST_KEY, USUAL_KEY = 1024, 2048
CANONICAL = (b"relaxed", b"relaxed")  # relays fold headers and drop spaces at the end of lines
STRING = 255  # the longest string of a TXT record

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


class NoKey(ValueError):
    """The file holds no key that mail can be signed with; the message says why."""


def signed(content: bytes) -> bytes:
    """The mail with its signature in front; as it is when the settings name no key."""
    domain, selector, path = (current_app.config[f"DKIM_{name}"] for name in ("DOMAIN", "SELECTOR", "KEY_FILE"))
    if not domain:
        return content
    import dkim  # loaded by those who sign, and nobody else

    signature: bytes = dkim.sign(
        content, selector.encode(), domain.lower().encode(), _for_dkim(Path(path)), canonicalize=CANONICAL
    )
    return signature + content


def new_key(path: Path) -> None:
    """A key in a file of its own, that nobody else reads. Raises FileExistsError."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=USUAL_KEY)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(_in_pem(key))


def dns_record(path: Path, domain: str, selector: str) -> str:
    """The line of the zone that publishes the key. Raises NoKey."""
    public = read_key(path).public_key()
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    body = public.public_bytes(serialization.Encoding.PEM, shape).decode().splitlines()[1:-1]
    text = f"v=DKIM1; k=rsa; p={''.join(body)}"
    strings = " ".join(f'"{text[at : at + STRING]}"' for at in range(0, len(text), STRING))
    return f"{selector}._domainkey.{domain}. IN TXT ( {strings} )"


def read_key(path: Path) -> rsa.RSAPrivateKey:
    """Raises NoKey."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise NoKey(f"cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise NoKey("expected a private key in PEM, without a password") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise NoKey(f"expected an RSA key of {USUAL_KEY} bits: flask deliveries dkim-key makes one")
    return key


def rules(domain: str | None, selector: str | None, path: Path | None, mail_from: str) -> list[tuple[str, bool, str]]:
    """What must hold of the settings of somebody who signs: all of them, and a key, for the domain that sends."""
    given = {"DKIM_DOMAIN": domain, "DKIM_SELECTOR": selector, "DKIM_KEY_FILE": path}
    missing = [(name, False, "to sign mail, all of DKIM_* are needed") for name, value in given.items() if not value]
    sender, domain = mail_from.rpartition("@")[2].lower(), (domain or "").lower()
    problem = _problem(path) if path else None
    return [
        *missing,
        (
            "DKIM_DOMAIN",
            not domain or sender == domain or sender.endswith(f".{domain}"),
            "expected the domain of MAIL_FROM, or one above it: any other signature proves nothing to DMARC",
        ),
        (
            "DKIM_SELECTOR",
            not selector or re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", selector) is not None,
            "expected the name before ._domainkey, such as 2026a",
        ),
        ("DKIM_KEY_FILE", problem is None, problem or ""),
    ]


def _problem(path: Path) -> str | None:
    try:
        read_key(path)
    except NoKey as error:
        return str(error)
    return "others may read it: chmod 600" if path.stat().st_mode & (stat.S_IRWXO) else None


@lru_cache(maxsize=4)
def _for_dkim(path: Path) -> bytes:
    """The key in the one form that the library reads; read once a process."""
    return _in_pem(read_key(path))


def _in_pem(key: rsa.RSAPrivateKey) -> bytes:
    shape = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, shape, serialization.NoEncryption())
