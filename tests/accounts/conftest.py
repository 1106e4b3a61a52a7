"""A second browser, for what two people see."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Browser


@pytest.fixture
def browser(app: Flask) -> type[Browser]:
    """To open a second browser: `browser(app)`."""
    return Browser
