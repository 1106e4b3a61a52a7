"""DKIM: what the relay received is verified with the public key alone, whatever the mail holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from app.core import signing
from app.core.mailer import Attachment, build
from app.deliveries import sending
from app.deliveries.models import Kind, State
from config import ConfigError
from tests.deliveries.letters import drain_until_empty, letter, state
from tests.deliveries.test_hostile_text import HOSTILE, make, written
from tests.engines import SmtpSink
from tests.house.test_settings import PRODUCTION, Config

DOMAIN, SELECTOR = "porte-voix.example.org", "2026a"
LONG = "é" * 5000 + "\n" + "mot " * 3000 + "\n.\n..\n  deux espaces à la fin  \n\n\n"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    signing.new_key(path)
    return path


@pytest.fixture
def signer(app: Flask, key: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    for name, value in (("DOMAIN", DOMAIN), ("SELECTOR", SELECTOR), ("KEY_FILE", key)):
        monkeypatch.setitem(app.config, f"DKIM_{name}", value)
    return app


@pytest.fixture(scope="module")
def verified(key: Path) -> Callable[[bytes], bool]:
    """By a reader who knows what the DNS says, and nothing else."""
    name, _in_txt, strings = signing.dns_record(key, DOMAIN, SELECTOR).partition(" IN TXT ")
    record = "".join(re.findall(r'"([^"]*)"', strings)).encode()

    def ask(asked: bytes, timeout: int = 5) -> bytes | None:
        return record if asked == name.encode() else None

    return lambda content: bool(dkim.verify(content, dnsfunc=ask))


@pytest.mark.data
@pytest.mark.parametrize("kind", [Kind.CONFIRMATION, Kind.UPDATE])
def test_what_the_relay_received_is_verified(
    signer: Flask, smtp: SmtpSink, verified: Callable[[bytes], bool], kind: Kind
) -> None:
    link = "https://porte-voix.example.org/arret/x"
    unsubscribe = link if kind is Kind.UPDATE else None
    mail = letter(kind, subject="Été, « accents » et œufs " * 9, body_text=LONG, unsubscribe_url=unsubscribe)
    drain_until_empty()
    assert state(mail) is State.ACCEPTED
    (received,) = smtp.received
    assert received.message["DKIM-Signature"].startswith(
        "v=1; a=rsa-sha256; c=relaxed/relaxed; d=porte-voix.example.org;"
    )
    assert verified(received.content)
    for was, now in ((b"Subject:", b"Subject: Non"), (b"From:", b"From: x@example.com\r\nFrom:"), (b"mot", b"mat")):
        assert not verified(received.content.replace(was, now, 1))
    assert verified(b"Received: from elsewhere\r\n" + received.content)


def test_a_mail_with_a_table_and_one_that_needs_smtputf8_are_verified(
    signer: Flask, verified: Callable[[bytes], bool]
) -> None:
    table = Attachment("messages.csv", "nom;ville\r\nÉlodie;Sept-Îles\r\n".encode() * 200)
    carrying = build(replace(written(), attachments=(table,)), from_address=f"c@{DOMAIN}", sender=f"r@{DOMAIN}")
    for parcel in (carrying, make(to_address="éluë@example.org")):
        assert verified(signing.signed(parcel.content))


def test_whatever_was_typed_is_verified(signer: Flask, verified: Callable[[bytes], bool]) -> None:
    for text in HOSTILE[::4]:
        content = make(from_name=text, to_name=text, reply_to_name=text, subject=text, text=text, html=text).content
        assert verified(signing.signed(content)), text[:30]


def test_without_a_key_mail_leaves_as_it_is(app: Flask) -> None:
    content = make().content
    assert signing.signed(content) == content
    assert sending.signing is signing


def test_the_command_makes_a_key_once_and_tells_what_to_publish(app: Flask, tmp_path: Path) -> None:
    path, run = tmp_path / "dkim.pem", app.test_cli_runner()
    asked = ["deliveries", "dkim-key", "--domain", "exemple.ca", "--selector", "2026a", str(path)]
    first = run.invoke(args=asked)
    assert first.exit_code == 0, first.output
    assert first.output.startswith('2026a._domainkey.exemple.ca. IN TXT ( "v=DKIM1; k=rsa; p=')
    assert all(len(string) <= 255 for string in re.findall(r'"([^"]*)"', first.output))
    assert path.stat().st_mode & 0o777 == 0o600
    assert run.invoke(args=asked).output == first.output
    path.write_text("rien")
    refused = run.invoke(args=asked)
    assert (refused.exit_code, "Ce fichier n’a pas de clé" in refused.output) == (1, True)


def settings(**changes: str) -> Config:
    return Config.from_env({**PRODUCTION, **changes})


def test_settings_that_cannot_sign_are_told_at_start(key: Path, tmp_path: Path) -> None:
    good = {"DKIM_DOMAIN": "exemple.ca", "DKIM_SELECTOR": "2026a", "DKIM_KEY_FILE": str(key)}
    assert key == settings(**good).DKIM_KEY_FILE
    assert settings(**good, MAIL_FROM="a@campagnes.exemple.ca")
    curve, open_to_all = tmp_path / "curve.pem", tmp_path / "open.pem"
    shape = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    curve.write_bytes(ec.generate_private_key(ec.SECP256R1()).private_bytes(*shape))
    open_to_all.write_bytes(key.read_bytes())
    open_to_all.chmod(0o644)
    for changes, name, words in (
        ({"DKIM_DOMAIN": "autre.ca", "DKIM_KEY_FILE": ""}, "DKIM_DOMAIN", "the domain of MAIL_FROM"),
        ({"DKIM_SELECTOR": "a b", "DKIM_KEY_FILE": ""}, "DKIM_SELECTOR", "before ._domainkey"),
        ({"DKIM_SELECTOR": "", "DKIM_KEY_FILE": ""}, "DKIM_SELECTOR", "all of DKIM_"),
        ({"DKIM_KEY_FILE": ""}, "DKIM_KEY_FILE", "all of DKIM_"),
        ({"DKIM_KEY_FILE": str(tmp_path / "none.pem")}, "DKIM_KEY_FILE", "cannot be read"),
        ({"DKIM_KEY_FILE": str(tmp_path)}, "DKIM_KEY_FILE", "cannot be read"),
        ({"DKIM_KEY_FILE": str(curve)}, "DKIM_KEY_FILE", "RSA"),
        ({"DKIM_KEY_FILE": str(open_to_all)}, "DKIM_KEY_FILE", "chmod 600"),
    ):
        with pytest.raises(ConfigError) as error:
            settings(**(good | changes))
        assert [one for one in error.value.problems if one.startswith(f"{name}: ") and words in one], changes


def test_a_mailbox_a_secret_or_a_log_that_cannot_be_used_is_told_at_start(tmp_path: Path) -> None:
    for changes, name in (
        ({"BOUNCES_MAILDIR": str(tmp_path)}, "BOUNCES_MAILDIR"),
        ({"BOUNCES_SECRET": "court"}, "BOUNCES_SECRET"),
        ({"MAIL_LOG": str(tmp_path / "mail.log")}, "MAIL_LOG"),
    ):
        with pytest.raises(ConfigError) as error:
            settings(**changes)
        assert [one for one in error.value.problems if one.startswith(f"{name}: ")], changes
    (tmp_path / "new").mkdir()
    assert tmp_path == settings(BOUNCES_MAILDIR=str(tmp_path)).BOUNCES_MAILDIR
