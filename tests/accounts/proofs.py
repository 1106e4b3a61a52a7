"""What a person with a phone does: reads the secret from the page, and types what the application shows."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from app.accounts import authenticators, recovery
from app.accounts.models import Account, Authenticator
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from tests.factories import csrf_token, make_account

APPLICATION = "/equipe/protection/application"
CHECK = "/equipe/connexion/verification"
STEP = timedelta(seconds=30)


def secret_on(page: TestResponse) -> str:
    """The secret that the page shows, without its spaces."""
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page.text)
    assert found, page.status
    return found.group(1).replace(" ", "")


def code(secret: str, *, steps: int = 0) -> str:
    """What the application shows, now or so many steps later."""
    return str(TOTP(secret).generate(time=(now() + steps * STEP).timestamp()).token)


def codes_on(page: TestResponse) -> list[str]:
    return re.findall(r"<code>([A-Z2-9-]+)</code>", page.text)


def set_up(client: FlaskClient, name: str = "Téléphone") -> tuple[str, TestResponse]:
    """Add an application, signed in or as a newcomer; the secret, and the page that answers."""
    page = client.get(APPLICATION)
    secret = secret_on(page)
    typed = {"csrf_token": csrf_token(page), "name": name, "code": code(secret)}
    return secret, client.post(APPLICATION, data=typed)


def give(client: FlaskClient, typed: str) -> TestResponse:
    """The second step of the door."""
    return client.post(CHECK, data={"csrf_token": csrf_token(client.get(CHECK)), "code": typed})


def protected(role: str = "national") -> tuple[Account, str, list[str]]:
    """Somebody who had set up an application yesterday: their secret and their recovery codes."""
    account = make_account(role)
    codes, hashed = recovery_codes()
    secret = authenticators.new_secret()
    with unit_of_work():
        row = Authenticator(account_id=account.id, name="Téléphone", secret=secret, last_step=0, added_at=now())
        db.session.add(row)
        recovery.replace(account, hashed)
    return account, authenticators.readable(secret).replace(" ", ""), codes


@cache
def recovery_codes() -> tuple[list[str], list[str]]:
    """Made once: ten good hashes take their time."""
    codes = recovery.drawn()
    return codes, recovery.hashes(codes)
