"""A browser whose requests meet the application as in production."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import db


class Browser(FlaskClient):
    """Each request has an application context of its own: its own `g` (who is signed in), its own database session."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        db.session.expire_all()  # afterwards the test sees what the request wrote
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def browser(app: Flask) -> type[Browser]:
    """To open a second browser: `browser(app)`."""
    return Browser


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return Browser(app, app.response_class)
