"""Addresses that can be written to, and one key for each mailbox."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.keys import EmailProblem, InvalidEmail, MailboxRule, email_key, normal_email


@pytest.mark.parametrize(
    ("typed", "ready"),
    [
        ("ana.roy@example.org", "ana.roy@example.org"),
        ("  Ana.Roy@Example.ORG ", "Ana.Roy@example.org"),
        ("ana@éxample.org", "ana@xn--xample-9ua.org"),
        ("ana@XN--XAMPLE-9UA.org", "ana@xn--xample-9ua.org"),
        ("o'brien+troc@example.org", "o'brien+troc@example.org"),
    ],
)
def test_an_address_is_made_ready_for_smtp(typed: str, ready: str) -> None:
    assert normal_email(typed) == ready


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", EmailProblem.EMPTY),
        (" \x00 ", EmailProblem.EMPTY),
        ("ana.example.org", EmailProblem.NO_AT_SIGN),
        ("@example.org", EmailProblem.LOCAL_PART),
        ("ana roy@example.org", EmailProblem.LOCAL_PART),
        ("=?utf-8?q?eve=40example.org=3E?=@example.org", EmailProblem.LOCAL_PART),
        ("ana@x.org, eve@example.org", EmailProblem.LOCAL_PART),
        ("Ana <ana@example.org>", EmailProblem.DOMAIN),
        ("ana@example", EmailProblem.DOMAIN),
        ("ana@exa mple.org", EmailProblem.DOMAIN),
        ("ana@[127.0.0.1]", EmailProblem.DOMAIN),
        ("ana@example.test", EmailProblem.DOMAIN),
        ("a" * 65 + "@example.org", EmailProblem.LOCAL_PART),
        ("ana@" + "e." * 130 + "org", EmailProblem.TOO_LONG),
        ("a" * 64 + "@" + "é." * 30 + "org", EmailProblem.TOO_LONG),
        ("zoé@example.org", EmailProblem.NEEDS_SMTPUTF8),
    ],
)
def test_an_address_that_cannot_be_written_to_says_why(typed: str, problem: EmailProblem) -> None:
    with pytest.raises(InvalidEmail) as refusal:
        normal_email(typed)
    assert refusal.value.problem is problem
    assert typed not in str(refusal.value) or not typed


def test_an_accent_before_the_at_sign_needs_a_relay_that_takes_it() -> None:
    assert normal_email("zoé@example.org", smtputf8=True) == "zoé@example.org"


def test_a_site_whose_relay_carries_accents_takes_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting says it for every form and file; without it, whoever types hears of it at once."""
    with pytest.raises(InvalidEmail):
        normal_email("zoé@example.org")
    monkeypatch.setitem(app.config, "MAIL_INTERNATIONAL", True)
    assert normal_email("zoé@Éxample.org") == "zoé@xn--xample-9ua.org"


def test_a_line_break_cannot_reach_a_header() -> None:
    with pytest.raises(InvalidEmail):
        normal_email("ana@example.org\r\nBcc: eve@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana.Roy+troc@GMail.com", "anaroy@gmail.com"),
        ("ana.roy@googlemail.com", "anaroy@gmail.com"),
        ("ana+1@outlook.com", "Ana@outlook.com"),
        ("ana-liste@yahoo.ca", "ana@yahoo.ca"),
        ("ana@mac.com", "ana@icloud.com"),
        ("ANA@éxample.org", "ana@xn--xample-9ua.org"),
        ("ZOÉ@example.org", "zoé@example.org"),
    ],
)
def test_one_mailbox_has_one_key(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana.roy@example.org", "anaroy@example.org"),
        ("info+region@example.org", "info@example.org"),
        ("ana.roy@outlook.com", "anaroy@outlook.com"),
        ("+@outlook.com", "-@outlook.com"),
    ],
)
def test_two_mailboxes_keep_two_keys(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


def test_staff_may_bring_their_own_rules() -> None:
    rules = {"example.org": MailboxRule(dots=True)}
    assert email_key("a.b+c@example.org", rules) == "ab@example.org"
    assert email_key("a.b@gmail.com", rules) == "a.b@gmail.com"


@given(st.one_of(st.text(max_size=40), st.emails(), st.from_regex(r"[\w.+\-éœ]{1,8}@[\w.\-é]{1,12}\.(org|ca|com)")))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        ready = normal_email(text, smtputf8=True)
    except InvalidEmail:
        return
    assert ready == normal_email(ready, smtputf8=True)
    assert len(ready.splitlines()) == 1
    key = email_key(text)
    assert email_key(ready) == key
    assert email_key(key) == key
