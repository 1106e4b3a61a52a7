"""The door of the staff, as a person walks through it."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from tests.factories import PASSWORD, csrf_token


def sign_in(client: FlaskClient, account: Account, password: str = PASSWORD) -> TestResponse:
    """Through the page, as a person does."""
    page = client.get("/equipe/connexion")
    typed = {"csrf_token": csrf_token(page), "email": account.email, "password": password}
    return client.post("/equipe/connexion", data=typed)
