"""A second browser, for what two people see; and the world in which a second factor is required, as in production."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import Browser


@pytest.fixture
def browser(app: Flask) -> type[Browser]:
    """To open a second browser: `browser(app)`."""
    return Browser


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """Everybody on the staff gives a second proof."""
    app.config["SECOND_FACTOR_REQUIRED"] = True
    yield
    app.config["SECOND_FACTOR_REQUIRED"] = False
