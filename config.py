"""Every setting of Porte-voix, read once from the environment and checked together.

`Config.from_env(os.environ)` reports all mistakes at once, so that nobody fixes one only to meet the next.
The table in README.md documents each variable; `tests/house/test_settings.py` keeps the two equal.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
DEMONSTRATION_SECRET = "only-for-the-demonstration-and-the-tests"  # noqa: S105 - refused outside them
MINIMUM_SECRET = 32
MINIMUM_TOKEN = 16


class ConfigError(ValueError):
    """The settings cannot be used; `problems` says why, one sentence a mistake."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(["Configuration refusée / Settings refused:", *(f"  - {p}" for p in problems)]))


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings in force. Upper-case names, as Flask reads them."""

    SECRET_KEY: str = DEMONSTRATION_SECRET
    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    DATABASE_URL: str = f"sqlite:///{ROOT / 'var' / 'portevoix.sqlite3'}"
    REDIS_URL: str = "redis://127.0.0.1:6379/0"
    MAIL_SERVER: str = "127.0.0.1"
    MAIL_PORT: int = 1025
    MAIL_USERNAME: str | None = None
    MAIL_PASSWORD: str | None = None
    MAIL_USE_TLS: bool = False
    MAIL_USE_SSL: bool = False
    MAIL_CA_FILE: str | None = None
    MAIL_TIMEOUT: int = 30
    MAIL_INTERNATIONAL: bool = False
    MAIL_FROM: str = "campagnes@porte-voix.example.org"
    MAIL_BOUNCES: str = "retours@porte-voix.example.org"
    BOUNCES_MAILDIR: Path | None = None
    BOUNCES_SECRET: str | None = None
    MAIL_LOG: Path | None = None
    DKIM_DOMAIN: str | None = None
    DKIM_SELECTOR: str | None = None
    DKIM_KEY_FILE: Path | None = None
    PUBLIC_URL: str = "http://localhost:8000"
    SITE_NAME: str = "Porte-voix"
    OPERATOR: str = "La coalition de démonstration"
    PRIVACY_OFFICER_TITLE: str | None = None
    PRIVACY_OFFICER_EMAIL: str | None = None
    HOSTING: str = "Québec, Canada"
    SOURCE_URL: str | None = None
    DEMONSTRATION: bool = False
    EMBEDDED_INBOX: bool = False
    DATA_DIR: Path = ROOT / "var"
    TRUSTED_PROXIES: int = 0
    LOG_LEVEL: str = "INFO"
    WORKERS: int = 2
    PORT: int = 8000
    SIGN_LIMIT_PER_HOUR: int = 120
    UNDO_MINUTES: int = 10
    PACE_PER_HOUR: int = 30
    PACE_DOMAIN_PER_HOUR: int = 1200
    METRICS_TOKEN: str | None = None
    OFFICIALS_DOMAINS: tuple[str, ...] = ("assnat.qc.ca", "gouv.qc.ca", "sante.quebec")
    SHARED_DOMAINS: tuple[str, ...] = ()
    SECOND_FACTOR_REQUIRED: bool = True
    TESTING: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Config:
        """Read the variables that are set, keep the default of the others, check everything.

        Raises ConfigError with every mistake found.
        """
        problems: list[str] = []
        values: dict[str, object] = {}
        for field in fields(cls):
            raw = environ.get(field.name, "").strip()
            if not raw or field.name == "TESTING":
                continue
            try:
                values[field.name] = PARSERS.get(str(field.type), str)(raw)
            except ValueError as error:
                problems.append(f"{field.name}: {error}")
        config = cls(**values)  # type: ignore[arg-type]
        problems += config.problems()
        if problems:
            raise ConfigError(problems)
        return config

    def problems(self) -> list[str]:
        """All that is wrong with these settings; production is stricter than the demonstration."""
        rules = self._rules() + self._mail_rules()
        if not self.TESTING and not (self.DEMONSTRATION and self.IS_LOCAL):
            rules += self._exposed_rules()
        if not (self.DEMONSTRATION or self.TESTING):
            rules += self._production_rules()
        return [f"{name}: {message}" for name, holds, message in rules if not holds]

    def _rules(self) -> list[tuple[str, bool, str]]:
        public = urlsplit(self.PUBLIC_URL)
        return [
            (
                "DATABASE_URL",
                self.DATABASE_URL.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")),
                "expected sqlite:///path or postgresql://user@host/name",
            ),
            (
                "REDIS_URL",
                self.REDIS_URL.startswith(("redis://", "rediss://", "unix://")),
                "expected redis://host:port/number",
            ),
            (
                "PUBLIC_URL",
                public.scheme in ("http", "https") and bool(public.hostname) and not public.path.strip("/"),
                "expected the address of the site, such as https://campagnes.example.org, without a path",
            ),
            ("MAIL_FROM", is_address(self.MAIL_FROM), "expected an e-mail address"),
            ("MAIL_BOUNCES", is_address(self.MAIL_BOUNCES), "expected an e-mail address"),
            ("MAIL_PORT", 0 < self.MAIL_PORT < 65536, "expected a port number"),
            ("PORT", 0 < self.PORT < 65536, "expected a port number"),
            (
                "MAIL_USE_TLS",
                not (self.MAIL_USE_TLS and self.MAIL_USE_SSL),
                "choose MAIL_USE_TLS or MAIL_USE_SSL, not both",
            ),
            (
                "LOG_LEVEL",
                self.LOG_LEVEL in ("DEBUG", "INFO", "WARNING", "ERROR"),
                "expected DEBUG, INFO, WARNING or ERROR",
            ),
            ("WORKERS", 0 < self.WORKERS <= 64, "expected 1 to 64 processes"),
            *(
                (
                    name,
                    all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", one) for one in getattr(self, name)),
                    "expected domains such as assnat.qc.ca, in small letters, parted by commas",
                )
                for name in ("OFFICIALS_DOMAINS", "SHARED_DOMAINS")
            ),
            ("UNDO_MINUTES", 0 <= self.UNDO_MINUTES <= 60, "expected 0 to 60 minutes"),
            ("PACE_PER_HOUR", 2 <= self.PACE_PER_HOUR <= 600, "expected 2 to 600 messages an hour to one official"),
            (
                "PACE_DOMAIN_PER_HOUR",
                self.PACE_PER_HOUR <= self.PACE_DOMAIN_PER_HOUR <= 20_000,
                "expected at least PACE_PER_HOUR and at most 20000 messages an hour to one domain",
            ),
            (
                "METRICS_TOKEN",
                self.METRICS_TOKEN is None or len(self.METRICS_TOKEN) >= MINIMUM_TOKEN,
                f"expected at least {MINIMUM_TOKEN} characters, or nothing: this machine alone reads the measures",
            ),
        ]

    def _mail_rules(self) -> list[tuple[str, bool, str]]:
        """What comes back, what the relay wrote, how mail is signed: each only if it is wanted."""
        box, log = self.BOUNCES_MAILDIR, self.MAIL_LOG
        rules = [
            (
                "BOUNCES_MAILDIR",
                box is None or ((box / "new").is_dir() and os.access(box, os.W_OK)),
                "expected a Maildir folder (with new, cur and tmp in it) that this program may write to",
            ),
            (
                "BOUNCES_SECRET",
                not self.BOUNCES_SECRET or is_secret(self.BOUNCES_SECRET),
                f"expected a secret of your own, at least {MINIMUM_SECRET} characters long",
            ),
            (
                "MAIL_LOG",
                log is None or os.access(log, os.R_OK),
                "expected the log of Postfix, readable by this program",
            ),
        ]
        if not (self.DKIM_DOMAIN or self.DKIM_SELECTOR or self.DKIM_KEY_FILE):
            return rules
        from app.core import signing  # loaded by those who sign, and nobody else

        return rules + signing.rules(self.DKIM_DOMAIN, self.DKIM_SELECTOR, self.DKIM_KEY_FILE, self.MAIL_FROM)

    def _exposed_rules(self) -> list[tuple[str, bool, str]]:
        """What must hold as soon as anybody else can reach the site, demonstration or not."""
        own = f"set a secret of your own, at least {MINIMUM_SECRET} characters long"
        return [
            ("SECRET_KEY", is_secret(self.SECRET_KEY), own),
            ("SECRET_KEY_FALLBACKS", all(map(is_secret, self.SECRET_KEY_FALLBACKS)), own),
            (
                "EMBEDDED_INBOX",
                not self.EMBEDDED_INBOX,
                "everybody could read the mail: local demonstration only",
            ),
        ]

    def _production_rules(self) -> list[tuple[str, bool, str]]:
        return [
            ("PUBLIC_URL", self.PUBLIC_URL.startswith("https://"), "production needs an https:// address"),
            (
                "PRIVACY_OFFICER_TITLE",
                bool(self.PRIVACY_OFFICER_TITLE),
                "the law wants the title of the person in charge of personal information",
            ),
            (
                "PRIVACY_OFFICER_EMAIL",
                is_address(self.PRIVACY_OFFICER_EMAIL or ""),
                "the law wants an address where that person can be reached",
            ),
            (
                "MAIL_FROM",
                not self.MAIL_FROM.endswith("example.org"),
                "set the sending address of your own domain",
            ),
            (
                "MAIL_BOUNCES",
                not self.MAIL_BOUNCES.endswith("example.org"),
                "set the bounce address of your own domain",
            ),
            (
                "OPERATOR",
                self.OPERATOR != type(self).OPERATOR,
                "name the coalition that answers for the site",
            ),
            (
                "SECOND_FACTOR_REQUIRED",
                self.SECOND_FACTOR_REQUIRED,
                "only a demonstration lets staff in with a password alone",
            ),
        ]

    # What the libraries want to read, derived from the above.

    @property
    def SQLALCHEMY_DATABASE_URI(self) -> str:  # noqa: N802
        return re.sub(r"^postgresql://", "postgresql+psycopg://", self.DATABASE_URL)

    @property
    def IS_PACED(self) -> bool:  # noqa: N802
        """Messages to officials wait their turn; the demonstration sends at once, and says so."""
        return not self.DEMONSTRATION

    @property
    def IS_LOCAL(self) -> bool:  # noqa: N802
        return urlsplit(self.PUBLIC_URL).hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def IS_HTTPS(self) -> bool:  # noqa: N802
        return self.PUBLIC_URL.startswith("https://")

    @property
    def SESSION_COOKIE_NAME(self) -> str:  # noqa: N802
        return "__Host-session" if self.IS_HTTPS else "session"

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:  # noqa: N802
        return self.IS_HTTPS

    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    WTF_CSRF_TIME_LIMIT = None  # a form left open all day still sends (no time limit on forms)
    # Pages behind a link send no Referer, on purpose; the token and the SameSite cookie remain.
    WTF_CSRF_SSL_STRICT = False
    MAX_CONTENT_LENGTH = 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 512 * 1024
    MAX_FORM_PARTS = 200


def is_secret(text: str) -> bool:
    """Long enough to sign with, and nobody else's."""
    return text != DEMONSTRATION_SECRET and len(text) >= MINIMUM_SECRET


def is_address(text: str) -> bool:
    """A plain look of an address; e-mail typed by people is checked by `core.keys`."""
    return re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", text) is not None


def _boolean(raw: str) -> bool:
    if raw.lower() in ("1", "true", "yes", "oui", "on"):
        return True
    if raw.lower() in ("0", "false", "no", "non", "off"):
        return False
    raise ValueError(f"expected 1 or 0, not {raw!r}")


def _integer(raw: str) -> int:
    try:
        return int(raw)
    except ValueError:
        raise ValueError(f"expected a whole number, not {raw!r}") from None


PARSERS: dict[str, Callable[[str], object]] = {
    "bool": _boolean,
    "int": _integer,
    "Path": Path,
    "Path | None": Path,
    "tuple[str, ...]": lambda raw: tuple(part.strip() for part in raw.split(",") if part.strip()),
}
