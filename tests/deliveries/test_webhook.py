"""The relay hands a returned mail over to the site: under which proof, and how much is read before it."""

from __future__ import annotations

import hashlib
import hmac
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.tabular.table import MEBIBYTE
from app.deliveries.models import Kind, State
from tests.deliveries.letters import put, sent, state
from tests.deliveries.returned import back

pytestmark = pytest.mark.data
SECRET = "un-secret-de-test-assez-long-pour-servir"


def test_a_relay_hands_a_returned_mail_over_under_a_secret(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = sent(Kind.RECEIPT)
    raw, mail = back(delivery), {"Content-Type": "message/rfc822"}
    path, bearer = "/courriels/retours", {"Authorization": f"Bearer {SECRET}"}
    assert client.post(path, data=raw, headers=mail | bearer).status_code == 404  # nobody set a secret
    monkeypatch.setitem(app.config, "BOUNCES_SECRET", SECRET)
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": SECRET}, {"X-Signature": "sha256=00"}):
        assert client.post(path, data=raw, headers=mail | wrong).status_code == 403
    assert client.post(path, data=raw, headers=bearer).status_code == 415
    put(delivery, State.TRANSMITTING)
    later = client.post(path, data=raw, headers=mail | bearer)
    assert (later.status_code, later.headers["Retry-After"]) == (503, "120")
    put(delivery, State.ACCEPTED)
    signed = {"X-Signature": "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()}
    assert client.post(path, data=raw + b" ", headers=mail | signed).status_code == 403
    done = client.post(path, data=raw, headers=mail | signed)
    assert (done.status_code, done.text, state(delivery)) == (200, "bounced", State.BOUNCED)
    assert client.post(path, data=b"\xff", headers=mail | bearer).text == "not_ours"


def test_a_relay_hands_over_what_is_long_or_hostile_and_a_stranger_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BOUNCES_SECRET", SECRET)
    path, mail = "/courriels/retours", {"Content-Type": "message/rfc822"}
    bearer = mail | {"Authorization": f"Bearer {SECRET}"}
    long = back(sent(Kind.RECEIPT)) + b"x" * (2 * MEBIBYTE)
    assert client.post(path, data=long, headers=bearer).text == "bounced"
    nested = b"Content-Type: message/rfc822\n\n" * 5_000
    assert client.post(path, data=nested, headers=bearer).text == "not_ours"
    body = _Untouched()
    for proof in ({"Authorization": "Bearer x"}, {"X-Signature": "sha256=00"}, {"X-Signature": "é" * 64}):
        stranger = client.post(path, input_stream=body, headers=mail | proof)
        assert (stranger.status_code, body.was_read) == (403, False)
    too_long = {"CONTENT_LENGTH": str(17 * MEBIBYTE)}
    assert client.post(path, input_stream=body, headers=bearer, environ_overrides=too_long).status_code == 413


def test_of_a_body_that_is_its_own_proof_no_more_is_read_than_of_a_form(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can put sixty-four figures into a header; whether they are good is known at the last byte."""
    monkeypatch.setitem(app.config, "BOUNCES_SECRET", SECRET)
    signed = {"Content-Type": "message/rfc822", "X-Signature": "0" * 64}
    announced = _Untouched(b"x" * (2 * MEBIBYTE))
    refused = client.post("/courriels/retours", input_stream=announced, headers=signed | {"Content-Length": "2097152"})
    assert (refused.status_code, announced.was_read) == (413, False)
    endless = _Untouched(b"x" * (2 * MEBIBYTE))
    chunked = {"wsgi.input_terminated": True}
    refused = client.post("/courriels/retours", input_stream=endless, headers=signed, environ_overrides=chunked)
    assert refused.status_code == 413
    assert endless.tell() <= MEBIBYTE


class _Untouched(io.BytesIO):
    """A body that knows whether anybody read it."""

    was_read = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.was_read = True
        return super().read(size)
