"""How a session of the staff ends, and what its cookie opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import service
from app.accounts.models import StaffSession
from app.core import clock
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from config import Config
from tests.accounts.door import sign_in
from tests.factories import PASSWORD, csrf_token, form_token, make_account

ACCOUNT = "/equipe/compte"


def acts() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.id)))


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200


@pytest.mark.data
def test_signing_out_is_a_post_with_a_token(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get("/equipe/deconnexion").status_code == 405
    assert client.post("/equipe/deconnexion").status_code == 400
    assert is_in(client)
    answer = client.post("/equipe/deconnexion", data={"csrf_token": form_token(client)})
    assert (answer.status_code, answer.location) == (303, "/equipe/connexion")
    assert not is_in(client)
    assert acts()[-1] == "account.signed_out"
    assert "Vous avez quitté l’espace de l’équipe." in client.get("/equipe/connexion").text


@pytest.mark.data
def test_a_copied_cookie_opens_nothing_after_signing_out(
    app: Flask, client: FlaskClient, browser: type[FlaskClient]
) -> None:
    sign_in(client, make_account())
    stolen = client.get_cookie("session")
    assert stolen is not None
    thief = browser(app, app.response_class)
    thief.set_cookie("session", stolen.value)
    assert is_in(thief)
    client.post("/equipe/deconnexion", data={"csrf_token": form_token(client)})
    thief.set_cookie("session", stolen.value)
    assert not is_in(thief)


def test_signing_in_keeps_nothing_of_the_session_before(app: Flask, client: FlaskClient) -> None:
    page = client.get("/equipe/connexion")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    data = {"csrf_token": csrf_token(page), "email": make_account().email, "password": PASSWORD}
    assert client.post("/equipe/connexion", data=data).status_code == 303
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_half_an_hour_without_a_click_ends_the_session(app: Flask, client: FlaskClient) -> None:
    start = now()
    with clock.frozen(start):
        sign_in(client, make_account())
    for minutes in (29, 58):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.frozen(start + timedelta(minutes=58 + 30)):
        assert client.get(ACCOUNT).status_code == 303
        assert "Votre session est terminée." in client.get("/equipe/connexion").text
        assert not is_in(client)


def test_twelve_hours_end_the_session_however_busy(app: Flask, client: FlaskClient) -> None:
    start = now()
    with clock.frozen(start):
        sign_in(client, make_account())
    for minutes in range(20, 12 * 60, 20):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert is_in(client), minutes
    with clock.frozen(start + timedelta(hours=12)):
        assert not is_in(client)


@pytest.mark.data
def test_a_deactivated_account_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    service.deactivate(account)
    assert not is_in(client)
    assert all(session.ended_at for session in db.session.scalars(sa.select(StaffSession)))


def test_a_public_page_does_not_read_the_session(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    answer = client.get("/pret")
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_over_https_the_cookie_belongs_to_this_host_alone(app: Flask, config: Config) -> None:
    secure = create_app(replace(config, PUBLIC_URL="https://campagnes.example.org"))
    answer = secure.test_client().get("/equipe/connexion", base_url="https://campagnes.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie
