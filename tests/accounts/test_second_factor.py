"""The second proof: set up first, asked for at each sign-in, good once, counted when wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from app.accounts import authenticators, second_factor, service
from app.accounts.errors import LastFactor, SignInRefused
from app.accounts.models import Authenticator, RecoveryCode, StaffSession
from app.accounts.second_proof import MOST_WRONG, prove
from app.core import clock
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.database import db
from app.deliveries.models import Delivery
from tests.accounts.door import sign_in
from tests.accounts.proofs import APPLICATION, CHECK, code, codes_on, give, protected, secret_on, set_up
from tests.factories import PASSWORD, csrf_token, form_token, make_account

ACCOUNT, PROTECTION = "/equipe/compte", "/equipe/protection"


@contextmanager
def after(minutes: float) -> Iterator[None]:
    with clock.frozen(now() + timedelta(minutes=minutes)):
        yield


def is_in(client: FlaskClient) -> bool:
    return client.get(ACCOUNT).status_code == 200


@pytest.mark.data
@pytest.mark.usefixtures("required")
def test_a_newcomer_adds_a_factor_before_anything_else_opens(app: Flask, client: FlaskClient) -> None:
    account = make_account("admin")
    assert sign_in(client, account).location == PROTECTION
    for closed in ("/equipe", ACCOUNT, "/equipe/comptes", "/equipe/comptes/roles"):
        assert client.get(closed).status_code == 303, closed
    assert client.get(PROTECTION).status_code == 200
    assert db.session.scalars(sa.select(StaffSession)).all() == []
    _secret, page = set_up(client)
    assert page.status_code == 200
    assert len(set(codes_on(page))) == 10
    assert is_in(client)


@pytest.mark.usefixtures("required")
def test_whoever_only_has_the_password_of_a_protected_account_adds_nothing(app: Flask, client: FlaskClient) -> None:
    account, _secret, _codes = protected()
    assert sign_in(client, account).location == CHECK
    for page in (PROTECTION, APPLICATION, "/equipe/protection/cle", ACCOUNT):
        assert client.get(page).status_code == 303, page
    assert not is_in(client)


def test_the_code_of_the_application_opens_the_door_and_leads_where_one_was_going(
    app: Flask, client: FlaskClient
) -> None:
    account, secret, _codes = protected()
    door = client.get(ACCOUNT).location
    typed = {"csrf_token": csrf_token(client.get(door)), "email": account.email, "password": PASSWORD}
    assert client.post(door, data=typed).location == CHECK
    assert not is_in(client)
    with after(1):
        answer = give(client, code(secret))
        assert (answer.status_code, answer.location) == (303, ACCOUNT)
        assert is_in(client)


@pytest.mark.data
def test_a_code_is_good_once(app: Flask, client: FlaskClient) -> None:
    account, secret, _codes = protected()
    with after(1):
        shown = code(secret)
        sign_in(client, account)
        assert give(client, shown).status_code == 303
        client.delete_cookie("session")
        sign_in(client, account)
        assert give(client, shown).status_code == 422
        assert give(client, code(secret, steps=-1)).status_code == 422, "nor an older one"
        assert give(client, code(secret, steps=1)).status_code == 303, "a clock that is ahead"


def test_the_code_that_set_it_up_does_not_open_the_door(app: Flask, client: FlaskClient) -> None:
    with clock.frozen(now()):
        account = make_account()
        sign_in(client, account)
        secret, _page = set_up(client)
        client.delete_cookie("session")
        sign_in(client, account)
        assert give(client, code(secret)).status_code == 422


@pytest.mark.data
def test_a_recovery_code_opens_the_door_once_and_its_owner_is_told(app: Flask, client: FlaskClient) -> None:
    account, _secret, codes = protected()
    sign_in(client, account)
    assert give(client, f" {codes[3].lower()} ").status_code == 303
    assert "il vous en reste 9" in client.get(ACCOUNT).text.replace("\u00a0", " ")
    mails = db.session.scalars(sa.select(Delivery.body_text).where(Delivery.to_address == account.email)).all()
    assert sum("codes de secours vient de servir" in mail for mail in mails) == 1
    client.delete_cookie("session")
    sign_in(client, account)
    assert give(client, codes[3]).status_code == 422
    assert give(client, codes[4].replace("-", "")).status_code == 303


def test_recovery_codes_are_kept_as_hashes_and_the_secret_encrypted(app: Flask, client: FlaskClient) -> None:
    _account, secret, codes = protected()
    hashed = db.session.scalars(sa.select(RecoveryCode.hashed)).all()
    assert len(hashed) == 10
    assert all(one.startswith("$argon2id$") for one in hashed)
    kept = db.session.scalars(sa.select(Authenticator.secret)).one()
    assert secret not in kept
    everything = f"{hashed}{kept}{db.session.scalars(sa.select(AuditEntry.details)).all()}"
    assert not [plain for plain in codes if plain in everything or plain.replace("-", "") in everything]


def test_new_codes_make_the_old_ones_useless(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    _secret, page = set_up(client)
    old = codes_on(page)
    token = csrf_token(client.get(PROTECTION))
    new = codes_on(client.post("/equipe/protection/codes", data={"csrf_token": token}))
    assert len(new) == 10
    assert not set(old) & set(new)
    with pytest.raises(SignInRefused):
        prove(account, old[0])
    assert prove(account, new[0])


def test_the_secret_is_never_shown_again(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    secret, page = set_up(client)
    pages = [page.text, client.get(PROTECTION).text, client.get(ACCOUNT).text]
    assert secret_on(client.get(APPLICATION)) != secret
    assert not [text for text in pages if secret in text.replace(" ", "")]


def test_the_application_of_this_very_device_opens_from_a_link(app: Flask, client: FlaskClient) -> None:
    account = make_account(email="o'brien+essai@example.org")
    sign_in(client, account)
    page = client.get(APPLICATION)
    [address] = re.findall(r'href="(otpauth:[^"]+)"', page.text)
    assert TOTP.from_uri(html.unescape(address)).pretty_key(sep=None) == secret_on(page)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "otpauth:" not in client.get(ACCOUNT).text


def test_reloading_the_page_keeps_the_secret_that_the_phone_has_read(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert secret_on(client.get(APPLICATION)) == secret_on(client.get(APPLICATION))


@pytest.mark.data
def test_wrong_codes_are_counted_even_without_redis(app: Flask, client: FlaskClient) -> None:
    account, secret, _codes = protected()
    app.extensions["redis"].flushdb()
    sign_in(client, account)
    for _ in range(MOST_WRONG):
        assert give(client, "000000").status_code == 422
    app.extensions["redis"].flushdb()
    with after(1):
        answer = give(client, code(secret))
        assert answer.status_code == 429
        assert "Trop d’essais." in answer.text
    sign_in(client, account)
    with after(16):
        client.delete_cookie("session")
        sign_in(client, account)
        assert give(client, code(secret)).status_code == 303


@pytest.mark.parametrize("typed", ["", " ", "12345", "abcdef", "\0", "é" * 5000, "١٢٣٤٥٦", "K7QF-3MPD-W2XA", "-1"])
def test_whatever_is_typed_as_a_code_is_refused_on_the_page(app: Flask, client: FlaskClient, typed: str) -> None:
    account, _secret, _codes = protected()
    sign_in(client, account)
    assert give(client, typed).status_code == 422
    assert not is_in(client)


def test_the_note_of_the_first_step_is_good_for_ten_minutes_and_ends_with_the_password(
    app: Flask, client: FlaskClient
) -> None:
    account, _secret, _codes = protected()
    sign_in(client, account)
    with after(9):
        assert client.get(CHECK).status_code == 200
    with after(10):
        assert client.get(CHECK).status_code == 303
    service.set_password(account, "quatre-marmottes-sous-la-neige")
    assert client.get(CHECK).status_code == 303


@pytest.mark.data
@pytest.mark.usefixtures("required")
def test_the_last_factor_stays_where_one_is_required(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    set_up(client)
    (only,) = second_factor.of(account).authenticators
    token = csrf_token(client.get(PROTECTION))
    client.post(f"{PROTECTION}/{only.id}/retirer", data={"csrf_token": token})
    assert "ajoutez-en d’abord une autre" in client.get(PROTECTION).text
    with pytest.raises(LastFactor):
        second_factor.remove(account, only.id)
    set_up(client, "Tablette")
    client.post(f"{PROTECTION}/{only.id}/retirer", data={"csrf_token": token})
    assert [one.name for one in second_factor.of(account).authenticators] == ["Tablette"]


def test_nobody_removes_the_factor_of_somebody_else(app: Flask, client: FlaskClient) -> None:
    other, _secret, _codes = protected()
    (theirs,) = second_factor.of(other).authenticators
    sign_in(client, make_account("admin"))
    token = csrf_token(client.get(PROTECTION))
    assert client.post(f"{PROTECTION}/{theirs.id}/retirer", data={"csrf_token": token}).status_code == 404


def test_what_protects_the_account_is_changed_only_by_whoever_gave_the_password_lately(
    app: Flask, client: FlaskClient
) -> None:
    account = make_account()
    sign_in(client, account)
    with after(16):
        again = client.get(APPLICATION)
        assert again.status_code == 303
        typed = {"csrf_token": csrf_token(client.get(again.location)), "current": PASSWORD}
        assert client.post(again.location, data=typed).location == APPLICATION
        assert client.get(APPLICATION).status_code == 200
    with after(32):
        token = form_token(client)
        data = {"csrf_token": token, "email": "ailleurs@example.org"}
        assert "/equipe/compte/preuve" in client.post("/equipe/compte/adresse", data=data).location


def test_another_secret_key_opens_the_authenticators_of_the_former_one(app: Flask, client: FlaskClient) -> None:
    account, secret, _codes = protected()
    former = app.config["SECRET_KEY"]
    before = db.session.scalars(sa.select(Authenticator.secret)).one()
    app.config.update(SECRET_KEY="another-key-that-is-long-enough-for-this", SECRET_KEY_FALLBACKS=(former,))
    try:
        with after(1):
            assert prove(account, code(secret))
        app.config["SECRET_KEY_FALLBACKS"] = ()
        now_kept = db.session.scalars(sa.select(Authenticator.secret)).one()
        assert now_kept != before
        assert authenticators.step_of(code(secret), now_kept) is not None, "kept anew under the new key"
    finally:
        app.config.update(SECRET_KEY=former, SECRET_KEY_FALLBACKS=())


def test_reading_the_pages_of_the_second_factor_changes_nothing(app: Flask, client: FlaskClient) -> None:
    account, _secret, _codes = protected()
    sign_in(client, account)

    def rows() -> dict[str, list[str]]:
        with db.engine.connect() as connection:
            return {t.name: sorted(map(repr, connection.execute(sa.select(t)))) for t in db.metadata.sorted_tables}

    before = rows()
    assert client.get(CHECK).status_code == 200
    assert rows() == before
