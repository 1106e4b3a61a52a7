"""Whatever is typed, in every field: cleaned, kept as text, and no header is added to any mail."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.database import db
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.messages.models import Message
from tests.engines import SmtpSink
from tests.messages.conftest import Supporter, link_in, mails

BREAKS = ("\r\nBcc: vole@example.org", "\nX-Ajout: 1", "\rA: b", "\x0bC: d", "\x0cE: f", "\x1cG: h", "\x85I: j",
          "\u2028K: l", "\u2029M: n", "\x00")  # fmt: skip
NASTY = (
    *BREAKS,
    "<script>alert(1)</script>",
    "=cmd()",
    "Tremblay, Jeanne",
    'Jeanne "la" Tremblay',
    "Jeanne <x@y.example>",
    "\u202eennaeJ",
    "=?utf-8?q?Bcc=3A?=",
    "{{ 7*7 }}{salutation}%(name)s",
    "🦆" * 20,
)
FIELDS = ("subject", "body", "personal_line", "name", "city")
glued = st.builds("A{}{}".format, st.text(max_size=20), st.sampled_from(NASTY))
text = st.one_of(st.sampled_from(NASTY), st.text(max_size=80), glued)


def headers_of(mail: Delivery) -> list[str]:
    return [mail.subject, mail.from_name, mail.to_name, mail.reply_to_name or "", mail.reply_to_address or ""]


def check_outbox() -> None:
    for mail in mails():
        for header in headers_of(mail):
            assert not any(character in header for character in "\r\n\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        assert "\x00" not in mail.body_text
        assert "<script>" not in (mail.body_html or "")
        assert mail.to_address.endswith(("@example.org", "@example.com"))


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(typed=st.fixed_dictionaries(dict.fromkeys(FIELDS, text)), email=st.one_of(text, st.just("j@example.com")))
def test_hostile_text_in_every_field_is_cleaned_or_refused_never_an_error(
    supporter: Supporter, typed: dict[str, str], email: str
) -> None:
    answer = supporter.sends(**typed, email=email)
    assert answer.status_code in (303, 422)
    preview = supporter.previews(**typed)
    assert preview.status_code in (200, 422)
    assert "<script>alert" not in preview.text
    check_outbox()


@pytest.mark.data
@pytest.mark.parametrize("nasty", NASTY)
def test_hostile_words_reach_the_official_as_words(supporter: Supporter, smtp: SmtpSink, nasty: str) -> None:
    answer = supporter.sends(
        subject=f"Objet {nasty}", body=f"Texte {nasty}", personal_line=nasty, name=f"Jo {nasty}", city=f"Ri {nasty}"
    )
    assert answer.status_code == 303
    supporter.confirms(link_in(mails()[0]))
    check_outbox()
    assert len(mails(Kind.MESSAGE)) == 2
    deliveries.drain()
    received = smtp.to("mna@example.org")[0]
    mail = received.message
    assert set(mail.keys()) == {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
    }
    assert [address.addr_spec for address in mail["From"].addresses] == ["ne-pas-repondre@porte-voix.example.org"]
    assert [address.addr_spec for address in mail["Reply-To"].addresses] == ["jeanne@example.com"]
    assert [address.addr_spec for address in mail["To"].addresses] == ["mna@example.org"]
    assert received.recipients == ("mna@example.org",)
    assert "<script>" not in received.html


def test_a_name_too_long_is_refused_and_never_cut(supporter: Supporter) -> None:
    answer = supporter.sends(name="Jeanne " * 2000)
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0
