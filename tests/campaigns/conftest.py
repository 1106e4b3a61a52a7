"""A campaign that is being written, and somebody who may."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns import service
from app.campaigns.models import Campaign
from tests.factories import BUNDLE, make_account, sign_in


@pytest.fixture
def staff(app: Flask, client: FlaskClient) -> FlaskClient:
    """National staff, signed in."""
    sign_in(client, make_account("national"))
    return client


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A draft with the words of a shipped bundle."""
    return service.load_bundle(service.read_bundle(service.LIBRARY / BUNDLE))
