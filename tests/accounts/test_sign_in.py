"""The door of the staff space, through its pages."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import service
from app.core.audit import AuditEntry
from app.core.database import db
from tests.accounts.door import sign_in
from tests.factories import PASSWORD, csrf_token, form_token, make_account

REFUSED = "Ce courriel et ce mot de passe ne vont pas ensemble."
ACCOUNT = "/equipe/compte"


def typed(client: FlaskClient, email: str, password: str, path: str = "/equipe/connexion", **more: str) -> TestResponse:
    data = {"csrf_token": csrf_token(client.get(path)), "email": email, "password": password, **more}
    return client.post(path, data=data)


def acts() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)))


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200


@pytest.mark.data
def test_the_right_password_opens_the_staff_space(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    assert not is_in(client)
    answer = sign_in(client, account)
    assert (answer.status_code, answer.location) == (303, "/equipe")
    assert is_in(client)
    assert acts()[-1] == "account.signed_in"


def test_the_address_may_be_typed_in_capitals_and_with_spaces(app: Flask, client: FlaskClient) -> None:
    account = make_account(email="Lise.Tremblay@Example.org")
    assert typed(client, "  LISE.tremblay@EXAMPLE.ORG ", PASSWORD).status_code == 303
    assert account.email == "lise.tremblay@example.org"


def test_unknown_wrong_inactive_and_without_password_get_the_same_page(app: Flask, client: FlaskClient) -> None:
    make_account("admin")
    wrong, inactive = make_account(), make_account()
    service.deactivate(inactive)
    no_password = service.create_account("sans@example.org", "Sans", service.RoleName.READER)
    pages = []
    for email, password in (
        (wrong.email, "pas le bon mot de passe"),
        ("inconnue@example.org", PASSWORD),
        (inactive.email, PASSWORD),
        (no_password.email, ""),
        (no_password.email, PASSWORD),
        ("pas une adresse", PASSWORD),
    ):
        answer = typed(client, email, password or " ")
        assert answer.status_code == 422
        assert REFUSED in answer.text
        pages.append(answer.text.replace(email, "X").replace(csrf_token(answer), "T"))
    assert len(set(pages)) == 1
    assert not is_in(client)


@pytest.mark.data
def test_an_unknown_account_costs_as_much_as_a_wrong_password(app: Flask, client: FlaskClient) -> None:
    """Measured in the work done: one hash compared and one line written, whoever was asked for."""
    from passlib.handlers.argon2 import argon2

    account = make_account()
    costs = []
    for email in (account.email, "inconnue@example.org"):
        before = len(acts())
        typed(client, email, "pas le bon mot de passe")
        costs.append(len(acts()) - before)
    assert costs == [1, 1]
    decoy, real = (argon2.from_string(kept) for kept in (service.passwords.DECOY, account.password))
    assert [(h.type, h.rounds, h.memory_cost, h.parallelism, len(h.checksum), len(h.salt)) for h in (decoy, real)] == [
        ("id", 2, 19456, 1, 32, 16)
    ] * 2


def test_a_refused_form_keeps_the_address_and_never_the_password(app: Flask, client: FlaskClient) -> None:
    answer = typed(client, "quelqu.une@example.org", "secret-de-polichinelle")
    assert 'value="quelqu.une@example.org"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret-de-polichinelle" not in answer.text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/equipe/compte", "/equipe/compte"),
        ("/equipe/compte?page=2", "/equipe/compte?page=2"),
        ("https://example.com/", "/equipe"),
        ("//example.com/", "/equipe"),
        ("/\\example.com", "/equipe"),
        ("/equipe\r\nSet-Cookie: a=b", "/equipe"),
        ("javascript:alert(1)", "/equipe"),
        ("/\t/example.com", "/equipe"),
        ("/\r/example.com", "/equipe"),
        ("/\0", "/equipe"),
        ("/équipe d’ici", "/%C3%A9quipe%20d%E2%80%99ici"),
        ("", "/equipe"),
    ],
)
def test_after_signing_in_one_goes_back_only_to_this_site(
    app: Flask, client: FlaskClient, wanted: str, reached: str
) -> None:
    path = "/equipe/connexion?" + urlencode({"next": wanted})
    answer = typed(client, make_account().email, PASSWORD, path)
    assert (answer.status_code, answer.location) == (303, reached)


def test_a_closed_page_leads_to_the_door_and_back(app: Flask, client: FlaskClient) -> None:
    door = client.get(ACCOUNT)
    assert door.status_code == 303
    answer = typed(client, make_account().email, PASSWORD, door.location)
    assert answer.location.rstrip("?") == ACCOUNT


def test_english_stays_english(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    token = form_token(client)
    for wanted, reached in (("", "/en/equipe"), ("?next=/equipe/compte", "/en/equipe/compte")):
        data = {"csrf_token": token, "email": account.email, "password": PASSWORD}
        answer = client.post(f"/en/equipe/connexion{wanted}", data=data)
        assert (answer.status_code, answer.location) == (303, reached)
        client.delete_cookie("session")
        token = form_token(client)


def test_whoever_is_in_does_not_meet_the_door_again(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get("/equipe/connexion").location == "/equipe"


def test_without_csrf_token_nobody_signs_in(app: Flask, client: FlaskClient) -> None:
    client.get("/equipe/connexion")
    answer = client.post("/equipe/connexion", data={"email": make_account().email, "password": PASSWORD})
    assert answer.status_code == 400
    assert not is_in(client)
