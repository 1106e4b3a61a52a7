"""The door of the staff space, through its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import redis
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts import service
from app.accounts.attempts import EVERYWHERE, ONE_ACCOUNT, ONE_PLACE
from app.accounts.models import StaffSession
from app.core import clock
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from config import Config
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


BAD = ["\0", "é" * 10_000, "a\r\nb: c", "<script>alert(1)</script>", "=cmd()", "\u202e", "é@exämple.org", "@", " "]


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
