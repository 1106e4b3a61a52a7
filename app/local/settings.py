"""What the launcher's processes are told: the settings of this machine, completed where nobody set them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config import ROOT, Config

COMPLETED = "local.env"  # in the data folder while `flask up` runs: what plain `flask …` commands need to join in

# The demonstration, when nothing says otherwise; as the law wants, it names who answers for personal data.
INVENTED = {
    "DEMONSTRATION": "1",
    "SECOND_FACTOR_REQUIRED": "0",  # one signs in with the password that was printed
    "UNDO_MINUTES": "0",  # the local inbox shows at once what a decision sends
    "PRIVACY_OFFICER_TITLE": "Direction générale (titre inventé)",
    "PRIVACY_OFFICER_EMAIL": "vie-privee@example.org",
}


@dataclass(frozen=True)
class Replaced:
    """Which embedded parts the person running this has replaced by their own."""

    database: bool
    redis: bool
    mail: bool

    @classmethod
    def by(cls, environ: Mapping[str, str]) -> Replaced:
        return cls(*(bool(environ.get(name, "").strip()) for name in ("DATABASE_URL", "REDIS_URL", "MAIL_SERVER")))


def data_directory(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("DATA_DIR", "").strip() or ROOT / "var").resolve()


def port(environ: Mapping[str, str]) -> int:
    """The port of the site. Raises ConfigError when it is none."""
    return Config.from_env({"DEMONSTRATION": "1", "PORT": environ.get("PORT", "")}).PORT


def kept_secret(directory: Path) -> str:
    """The secret of this installation, made once: links in mails still work after a restart."""
    path = directory / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii").strip()


def completed(environ: Mapping[str, str], directory: Path, **engines: str) -> dict[str, str]:
    """The environment of every process of this installation; whatever was set by hand stays as it is.

    Nothing set at all means the demonstration, on this machine only.
    """
    number = port(environ)
    defaults = {
        "DATA_DIR": str(directory),
        "DATABASE_URL": f"sqlite:///{directory / 'portevoix.sqlite3'}",
        "SECRET_KEY": environ.get("SECRET_KEY", "").strip() or kept_secret(directory),
        "PORT": str(number),
        "PUBLIC_URL": f"http://localhost:{number}",
    }
    given = {name: value for name, value in environ.items() if value.strip()}
    if not given.get("DEMONSTRATION"):
        defaults |= INVENTED
    given.pop("FLASK_RUN_FROM_CLI", None)  # the processes are no commands of a person
    return defaults | given | engines


def publish(directory: Path, environ: Mapping[str, str]) -> None:
    """Leave the completed settings where plain commands find them. They hold secrets: 0600."""
    names = [name for name in Config.__dataclass_fields__ if name in environ]
    path = directory / COMPLETED
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={environ[name]}\n" for name in names)


def withdraw(directory: Path) -> None:
    (directory / COMPLETED).unlink(missing_ok=True)


def for_commands(environ: Mapping[str, str]) -> Mapping[str, str]:
    """What a `flask …` command typed in this folder works with.

    A configured environment is taken as it is. With neither SECRET_KEY nor DEMONSTRATION set, the command
    joins the installation that `flask up` runs (or last ran) here. Web servers and workers never do: a
    production that forgot its settings must refuse to start, not become a demonstration.
    """
    configured = environ.get("SECRET_KEY", "").strip() or environ.get("DEMONSTRATION", "").strip()
    if configured or environ.get("FLASK_RUN_FROM_CLI") != "true":
        return environ
    directory = data_directory(environ)
    known = {**INVENTED, "DATABASE_URL": f"sqlite:///{directory / 'portevoix.sqlite3'}"}
    secret, published = directory / "secret", directory / COMPLETED
    if secret.is_file() and os.access(secret, os.R_OK):
        known["SECRET_KEY"] = secret.read_text(encoding="ascii").strip()
    if published.is_file() and os.access(published, os.R_OK):
        lines = published.read_text(encoding="utf-8").splitlines()
        known |= dict(line.split("=", 1) for line in lines if "=" in line)
    return known | {name: value for name, value in environ.items() if value.strip()}
