"""Whatever people type: no header is added, and the From address is ours."""

from __future__ import annotations

import email
import email.policy
import email.utils
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.keys import InvalidEmail
from app.core.mailer import Written, build
from app.core.smtp import Parcel

OURS = "campagnes@porte-voix.example.org"
EXPECTED = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
BREAKS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\x00"
HOSTILE = [
    "Jean\r\nBcc: victime@example.com",
    "Jean\nX-Injected: yes",
    *(f"Jean{mark}Bcc: victime@example.com" for mark in BREAKS),
    "Premier ministre <pm@example.com>",
    "Jean <x@y>, Autre <a@b>",
    "Tremblay, Jean",
    "Tremblay, Jean-François, " * 8,
    'Jean "le grand" Roy',
    "Jean \\",
    '"',
    "(comment) Jean",
    "Jean; Marie: groupe",
    "=?utf-8?q?=0D=0ABcc=3A=20victime=40example=2Ecom?=",
    "=?utf-8?q?=3Cpm=40example=2Ecom=3E=2C?=",
    "é, <pm@example.com>, " * 6,
    "\u202egro.elpmaxe@mp\u202c",
    "\u200f\u200eJean\u2066",
    "Jean\ud800\udfff",
    "\udc80",
    "a" * 10_000,
    "é" * 10_000,
    "é " * 5_000,
    "😀" * 3_000,
    "",
    " ",
    "\u0000",
    "From: x@example.com",
    ".",
    "\t",
]
texts = st.text(max_size=300) | st.text(alphabet=f'{BREAKS}<>@,;:"\\()[]=?é aB\u202e\ud800\t', max_size=120)


def written(**changes: str | None) -> Written:
    settings = {
        "message_id": "<0193@porte-voix.example.org>",
        "date": "Sat, 21 Nov 2026 16:19:30 -0500",
        "from_name": "Ana Roy (par Engagez-vous)",
        "to_name": "Catherine Élue",
        "to_address": "elue@example.org",
        "subject": "Financement à la mission",
        "text": "Bonjour\n",
        "html": "<p>Bonjour</p>",
        "reply_to_name": "Ana Roy",
        "reply_to_address": "ana@example.com",
    }
    return Written(**{**settings, **changes}, auto_submitted=False)  # type: ignore[arg-type]


def make(**changes: str | None) -> Parcel:
    return build(written(**changes), from_address=OURS, sender="retours+x@porte-voix.example.org")


def parsed(parcel: Parcel) -> EmailMessage:
    return email.message_from_bytes(parcel.content, policy=email.policy.default)  # type: ignore[return-value]


def check(parcel: Parcel) -> None:
    """As three readers see it: bytes, the lenient parser and the strict one."""
    head = parcel.content.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 998 for line in parcel.content.split(b"\r\n"))
    assert b"\n" not in parcel.content.replace(b"\r\n", b"")
    assert b"\r" not in parcel.content.replace(b"\r\n", b"")
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert names == EXPECTED
    lenient = email.message_from_bytes(parcel.content)
    for name, address in (("From", OURS), ("To", "elue@example.org"), ("Reply-To", "ana@example.com")):
        assert email.utils.getaddresses([lenient[name]])[0][1] == address
        assert len(email.utils.getaddresses([lenient[name]])) == 1
    strict = parsed(parcel)
    assert [box.addr_spec for box in strict["From"].addresses] == [OURS]
    assert [box.addr_spec for box in strict["To"].addresses] == ["elue@example.org"]
    assert [box.addr_spec for box in strict["Reply-To"].addresses] == ["ana@example.com"]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
def test_hostile_text_in_any_field_adds_no_header_and_changes_no_address(text: str) -> None:
    for field in ("from_name", "to_name", "reply_to_name", "subject", "text", "html"):
        check(make(**{field: text}))
    check(make(from_name=text, to_name=text, reply_to_name=text, subject=text, text=text, html=text))


@given(texts, texts, texts, texts)
@example("\r\n.\r\nMAIL FROM:<x@y>", "\r\n", "\n.\n", ".\r\n")
def test_any_text_at_all_adds_no_header_and_changes_no_address(name: str, to: str, subject: str, body: str) -> None:
    check(make(from_name=name, reply_to_name=name, to_name=to, subject=subject, text=body, html=body))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_a_name_and_a_subject_are_read_as_they_were_typed(text: str) -> None:
    import unicodedata

    parcel = make(from_name=text, subject=text)
    lenient = email.message_from_bytes(parcel.content)
    expected = unicodedata.normalize("NFC", text)
    assert str(make_header(decode_header(lenient["Subject"]))) == expected
    name, _ = email.utils.parseaddr(lenient["From"])
    assert str(make_header(decode_header(name))) == expected


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Tremblay, Jean", "Tremblay, Jean"),
        ("Geneviève Côté (par « Engagez-vous »)", "Geneviève Côté (par « Engagez-vous »)"),
        ("Ana Roy", "Ana Roy"),
        ("Maison d'aide l’Été", "Maison d'aide l’Été"),
    ],
)
def test_an_ordinary_name_is_shown_whole(typed: str, shown: str) -> None:
    assert parsed(make(from_name=typed))["From"].addresses[0].display_name == shown


@given(texts)
def test_a_text_arrives_as_it_was_typed_but_for_what_no_mail_carries(text: str) -> None:
    from app.core.mailer import body

    arrived = parsed(make(text=text)).get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert arrived.rstrip("\n") == body(text).rstrip("\n")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c",
        "a b@example.org",
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "<a@example.org>",
        "a@example.org>",
        "a,b@example.org",
        '"a>b"@example.org',
        "=?utf-8?q?a?=@example.org",
        "a@exa mple.org",
        "a@\u2028example.org",
        "é" * 300 + "@example.org",
        "a@example.org\x00",
        "\ud800@example.org",
    ],
    ids=repr,
)
@pytest.mark.parametrize("field", ["to_address", "reply_to_address"])
def test_an_address_that_is_none_is_refused_or_made_harmless(address: str, field: str) -> None:
    if field == "reply_to_address" and not address:
        return
    try:
        parcel = make(**{field: address})
    except InvalidEmail:
        return
    clean = parsed(parcel)["To" if field == "to_address" else "Reply-To"].addresses
    assert [box.addr_spec for box in clean] == ["a@example.org"]
    assert "\n" not in parcel.recipient


def test_an_idn_domain_is_written_in_ascii() -> None:
    parcel = make(to_address="elue@québec.example.org")
    assert parcel.recipient == "elue@xn--qubec-csa.example.org"
    assert not parcel.utf8


def test_letters_before_the_at_sign_need_a_relay_that_carries_them() -> None:
    parcel = make(to_address="éluë@example.org")
    assert parcel.utf8
    assert "<éluë@example.org>".encode() in parcel.content
    assert parsed(parcel)["From"].addresses[0].addr_spec == OURS
