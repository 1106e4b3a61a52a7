"""The settings: each is documented, each mistake is told, production is strict."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from config import DEMONSTRATION_SECRET, Config, ConfigError

PRODUCTION = {
    "SECRET_KEY": "s" * 40,
    "PUBLIC_URL": "https://campagnes.exemple.ca",
    "DATABASE_URL": "postgresql://portevoix@db/portevoix",
    "REDIS_URL": "redis://redis:6379/0",
    "MAIL_SERVER": "relais.exemple.ca",
    "MAIL_FROM": "campagnes@exemple.ca",
    "MAIL_BOUNCES": "retours@exemple.ca",
    "OPERATOR": "Coalition d’exemple",
    "PRIVACY_OFFICER_TITLE": "Direction générale",
    "PRIVACY_OFFICER_EMAIL": "vieprivee@exemple.ca",
}


def refused(**changes: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        Config.from_env({**PRODUCTION, **changes})
    return error.value.problems


def test_complete_production_settings_are_accepted() -> None:
    assert Config.from_env(PRODUCTION).SESSION_COOKIE_NAME == "__Host-session"


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_the_readme_documents_every_setting_and_no_other(readme: str, project: Path) -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (project / readme).read_text(encoding="utf-8"), re.MULTILINE))
    assert table == {field.name for field in fields(Config)} - {"TESTING"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", DEMONSTRATION_SECRET),
        ("SECRET_KEY", "court"),
        ("SECRET_KEY_FALLBACKS", f"{'a' * 40},{DEMONSTRATION_SECRET}"),
        ("PUBLIC_URL", "http://campagnes.exemple.ca"),
        ("PRIVACY_OFFICER_TITLE", ""),
        ("PRIVACY_OFFICER_EMAIL", ""),
        ("MAIL_FROM", ""),
        ("OPERATOR", ""),
        ("EMBEDDED_INBOX", "1"),
        ("SECOND_FACTOR_REQUIRED", "0"),
    ],
)
def test_production_refuses_to_start(name: str, value: str) -> None:
    assert any(problem.startswith(f"{name}:") for problem in refused(**{name: value}))


def test_a_demonstration_that_others_can_reach_needs_its_own_secret_and_shows_no_inbox() -> None:
    with pytest.raises(ConfigError) as error:
        Config.from_env({"DEMONSTRATION": "1", "PUBLIC_URL": "https://demo.exemple.ca", "EMBEDDED_INBOX": "1"})
    assert {problem.split(":")[0] for problem in error.value.problems} == {"SECRET_KEY", "EMBEDDED_INBOX"}
    assert Config.from_env({"DEMONSTRATION": "1", "EMBEDDED_INBOX": "1"}).IS_LOCAL


def test_only_a_demonstration_lets_staff_in_with_a_password_alone() -> None:
    assert Config(TESTING=True).SECOND_FACTOR_REQUIRED
    assert not Config.from_env({"DEMONSTRATION": "1", "SECOND_FACTOR_REQUIRED": "0"}).SECOND_FACTOR_REQUIRED


def test_every_mistake_is_told_at_once() -> None:
    told = refused(MAIL_PORT="soixante", WORKERS="0", LOG_LEVEL="bavard", DATABASE_URL="mysql://x", PUBLIC_URL="ici")
    assert {problem.split(":")[0] for problem in told} >= {
        "MAIL_PORT",
        "WORKERS",
        "LOG_LEVEL",
        "DATABASE_URL",
        "PUBLIC_URL",
    }


def test_settings_cannot_change_while_running() -> None:
    with pytest.raises(AttributeError):
        Config(TESTING=True).PORT = 1  # type: ignore[misc]


def test_a_plain_http_site_uses_an_unprefixed_cookie() -> None:
    assert Config(DEMONSTRATION=True).SESSION_COOKIE_NAME == "session"
