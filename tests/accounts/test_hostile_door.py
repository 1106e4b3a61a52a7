"""Whatever is sent to the door of the staff, the answer is a page."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.core.clock import now
from app.core.database import db
from tests.accounts.door import sign_in
from tests.factories import PASSWORD, csrf_token, form_token, make_account

ACCOUNT = "/equipe/compte"
BAD = ["\0", "é" * 10_000, "a\r\nb: c", "<script>alert(1)</script>", "=cmd()", "\u202e", "é@exämple.org", "@", " "]


def typed(client: FlaskClient, email: str, password: str, path: str = "/equipe/connexion", **more: str) -> TestResponse:
    data = {"csrf_token": csrf_token(client.get(path)), "email": email, "password": password, **more}
    return client.post(path, data=data)


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_whatever_is_typed_the_answer_is_a_page(app: Flask, client: FlaskClient, bad: str) -> None:
    for email, password in ((bad, PASSWORD), ("a@example.org", bad), (bad, bad), (bad, ""), ("", bad)):
        answer = typed(client, email, password)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%FF%FE", b"%00", b"a" * 300_000])
def test_whatever_bytes_arrive_the_answer_is_a_page(app: Flask, client: FlaskClient, raw: bytes) -> None:
    token = form_token(client).encode()
    body = b"csrf_token=" + token + b"&email=" + raw + b"&password=" + raw
    answer = client.post("/equipe/connexion", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


@pytest.mark.parametrize("wanted", ["\ud800".encode("utf-8", "surrogatepass"), b"/\xff", b"/%ED%A0%80", b"/" * 5000])
def test_whatever_the_place_to_go_back_to_the_answer_is_a_page(app: Flask, client: FlaskClient, wanted: bytes) -> None:
    path = "/equipe/connexion?" + urlencode({"next": wanted})
    assert typed(client, make_account().email, PASSWORD, path).status_code in (303, 400)


@pytest.mark.data
def test_reading_pages_writes_nothing(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())

    def rows() -> dict[str, list[object]]:
        with db.engine.connect() as connection:
            tables = db.metadata.sorted_tables
            return {t.name: sorted(map(repr, connection.execute(sa.select(t)))) for t in tables}

    before = rows()
    with clock.frozen(now() + timedelta(minutes=20)):
        for path in ("/equipe/connexion", ACCOUNT, "/equipe/connexion?next=/equipe", ACCOUNT):
            client.get(path)
    with clock.frozen(now() + timedelta(hours=13)):
        client.get(ACCOUNT)
    assert rows() == before


def test_nothing_of_flask_security_is_reachable(app: Flask) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security")]
    with pytest.raises(RuntimeError):
        app.extensions["security"]._mail_util.send_mail("welcome", "", "", "", "", "")
    with pytest.raises(RuntimeError):
        app.extensions["security"].datastore.commit()


def test_neither_a_header_nor_an_address_signs_in(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    with app.test_request_context():
        token = account.get_auth_token()
    assert client.get(f"{ACCOUNT}?auth_token={token}").status_code == 303
    assert client.get(ACCOUNT, headers={"Authentication-Token": str(token)}).status_code == 303
    assert client.get(ACCOUNT, json={"auth_token": str(token)}).status_code == 303
