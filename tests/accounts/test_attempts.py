"""Passwords are not to be guessed: attempts are counted by account and by place."""

from __future__ import annotations

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.attempts import EVERYWHERE, ONE_ACCOUNT, ONE_PLACE
from tests.accounts.door import sign_in
from tests.factories import PASSWORD, csrf_token, form_token, make_account

ACCOUNT = "/equipe/compte"


def typed(client: FlaskClient, email: str, password: str, path: str = "/equipe/connexion", **more: str) -> TestResponse:
    data = {"csrf_token": csrf_token(client.get(path)), "email": email, "password": password, **more}
    return client.post(path, data=data)


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_the_eleventh_attempt_from_one_place_waits(app: Flask, client: FlaskClient) -> None:
    account, other = make_account(), make_account()
    for _ in range(ONE_ACCOUNT.times):
        assert typed(client, account.email, "pas le bon mot de passe").status_code == 422
    answer = typed(client, account.email, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= ONE_ACCOUNT.seconds
    assert "Trop d’essais. Réessayez dans 15 minutes." in answer.text
    assert f'value="{account.email}"' in answer.text
    assert not is_in(client)
    assert typed(client, other.email, PASSWORD).status_code == 303, "a colleague in the same office"


def test_an_unknown_account_is_limited_all_the_same(app: Flask, client: FlaskClient) -> None:
    codes = [typed(client, "inconnue@example.org", PASSWORD).status_code for _ in range(ONE_ACCOUNT.times + 1)]
    assert codes == [422] * ONE_ACCOUNT.times + [429]


def test_the_same_address_typed_in_other_letters_is_the_same_account(app: Flask, client: FlaskClient) -> None:
    make_account(email="lise@example.org")
    spellings = [f"lise@{letter}xample.org" for letter in "eEｅＥ"] + [
        f"lise@ex{letter}mple.org" for letter in "aAａＡ"
    ]
    spellings += ["lise@example。org", "lise@example．org"]
    for spelling in spellings[: ONE_ACCOUNT.times]:
        assert typed(client, spelling, "pas le bon mot de passe").status_code == 422
    assert typed(client, "lise@exampl\uff45.org", "pas le bon mot de passe").status_code == 429


def test_an_account_is_not_tried_from_everywhere_at_once(app: Flask, client: FlaskClient) -> None:
    store: redis.Redis = app.extensions["redis"]
    account = make_account()
    data = {"csrf_token": form_token(client), "email": account.email}

    def tries(place: str, password: str) -> int:
        answer = client.post(
            "/equipe/connexion", data=data | {"password": password}, environ_base={"REMOTE_ADDR": place}
        )
        return answer.status_code

    wrong = "pas le bon mot de passe"
    assert tries("192.0.2.1", wrong) == 422
    (everywhere,) = store.scan_iter(f"portevoix:limit:{EVERYWHERE.name}:*")
    store.set(everywhere, EVERYWHERE.times - 1, keepttl=True)
    assert [tries("192.0.2.2", wrong), tries("192.0.2.3", wrong), tries("198.51.100.4", PASSWORD)] == [422, 429, 429]


def test_the_right_password_starts_the_count_anew(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    for _ in range(2):
        for _ in range(ONE_ACCOUNT.times - 1):
            typed(client, account.email, "pas le bon mot de passe")
        assert sign_in(client, account).status_code == 303
        client.delete_cookie("session")


def test_one_place_cannot_try_every_account(app: Flask, client: FlaskClient) -> None:
    store: redis.Redis = app.extensions["redis"]
    typed(client, "a@example.org", PASSWORD)
    (place,) = store.scan_iter(f"portevoix:limit:{ONE_PLACE.name}:*")
    assert 0 < store.ttl(place) <= ONE_PLACE.seconds
    store.set(place, ONE_PLACE.times, keepttl=True)
    assert sign_in(client, make_account()).status_code == 429


def test_what_redis_keeps_holds_neither_address_nor_ip(app: Flask, client: FlaskClient) -> None:
    typed(client, "quelqu.une@example.org", PASSWORD)
    kept = b" ".join(app.extensions["redis"].scan_iter("*"))
    assert b"portevoix:limit:sign-in" in kept
    assert b"quelqu" not in kept
    assert b"127.0.0.1" not in kept


def test_without_redis_staff_still_sign_in(app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    account = make_account()
    working = app.extensions["redis"]
    app.extensions["redis"] = redis.Redis(port=1, socket_connect_timeout=1)
    try:
        assert typed(client, account.email, "pas le bon mot de passe").status_code == 422
        assert sign_in(client, account).status_code == 303
    finally:
        app.extensions["redis"] = working
    assert is_in(client)
