"""What the tests of deliveries share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.deliveries import guards, rhythm, sweeping


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with time limits of a second, for relays that hang."""
    monkeypatch.setitem(app.config, "MAIL_TIMEOUT", 1)
    monkeypatch.setattr(app.extensions["mail"], "timeout", 1)
    return app


@pytest.fixture
def paced(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """As in production, at any hour of any day: the tests must not sleep at night."""
    monkeypatch.setitem(app.config, "IS_PACED", True)
    monkeypatch.setattr(rhythm, "HOURS", dict.fromkeys(range(24), 1.0))
    monkeypatch.setattr(rhythm, "is_working_day", lambda day: True)
    return app


@pytest.fixture(autouse=True)
def _registries() -> Iterator[None]:
    """Guards and tracers that a test registers go with it. « test » lets every mail leave."""
    kept, tracers = dict(guards._guards), list(sweeping._tracers)
    guards.register_guard("test", lambda key: None)
    yield
    guards._guards.clear()
    guards._guards.update(kept)
    sweeping._tracers[:] = tracers
