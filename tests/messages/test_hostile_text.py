"""Whatever is typed, in every field: cleaned, kept as text, and no header is added to any mail."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import local
from app.core.database import db
from app.core.plain_text import holds_a_link
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.messages.models import Message
from tests.engines import SmtpSink
from tests.messages.conftest import Supporter, confirm_link
from tests.outbox import mails

BREAKS = ("\r\nBcc: vole@poste.example", "\nX-Ajout: 1", "\rA: b", "\x0bC: d", "\x0cE: f", "\x1cG: h", "\x85I: j",
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


@pytest.mark.audit
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
    supporter.confirms(confirm_link(mails()[0]))
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
    assert [address.addr_spec for address in mail["From"].addresses] == ["campagnes@porte-voix.example.org"]
    assert [address.addr_spec for address in mail["Reply-To"].addresses] == ["jeanne@example.com"]
    assert [address.addr_spec for address in mail["To"].addresses] == ["mna@example.org"]
    assert received.recipients == ("mna@example.org",)
    assert "<script>" not in received.html


def test_a_name_too_long_is_refused_and_never_cut(supporter: Supporter) -> None:
    answer = supporter.sends(name="Jeanne " * 2000)
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


@pytest.mark.parametrize(
    "link",
    [
        "gagnez-vite.com/x",
        "bit.ly/abc",
        "Gagnez.COM!",
        "http://a.b",
        "www.a.b",
        "ｇagnez．com",
        "gagnez。com",
        "évil.ca",
    ],
)
@pytest.mark.parametrize("field", ["name", "city"])
def test_no_link_travels_as_a_name_or_a_town(supporter: Supporter, field: str, link: str) -> None:
    answer = supporter.sends(**{field: f"Voir {link}"})
    assert answer.status_code == 422
    assert "Sans adresse web" in answer.text
    assert mails() == []


@pytest.mark.parametrize(
    "name",
    ["J.-C. Roy", "M.Roy", "A.B./C.D.", "Info-Réf.", "les militant.es/bénévoles", "C.A.L.A.C.S.", "O’Neill, B.Eng."],
)
def test_points_in_a_name_make_no_link(name: str) -> None:
    assert not holds_a_link(name)


def test_no_organization_or_town_of_the_demonstration_looks_like_a_link() -> None:
    folder = Path(local.__file__).parent / "demonstration"
    for file in ("register.csv", "municipalities.csv"):
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if holds_a_link(line)] == []


def test_the_confirmation_names_nobody_in_its_headers(supporter: Supporter) -> None:
    supporter.sends(name="Gagnez Vite")
    (mail,) = mails()
    assert mail.to_name == ""
    assert "Gagnez" not in "".join(headers_of(mail))
    assert "Bonjour," in mail.body_text
