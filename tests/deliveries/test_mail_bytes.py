"""What a mail says of itself: who sends it, for whom, and where it comes back to."""

from __future__ import annotations

import email
import time
import uuid
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.core import mailer, verp
from app.deliveries import sending
from app.deliveries.models import AT_MOST_ONCE, Kind
from tests.deliveries.letters import letter
from tests.deliveries.test_hostile_text import make
from tests.engines import SmtpSink


def test_the_bytes_of_a_mail_never_change(app: Flask) -> None:
    assert make().content == make().content


def test_a_message_to_an_official_comes_from_us_and_is_answered_to_the_supporter(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter(Kind.MESSAGE)
    sending.drain()
    (item,) = smtp.received
    mail = item.message
    assert mail["From"].addresses[0].addr_spec == app.config["MAIL_FROM"]
    assert mail["From"].addresses[0].display_name == "Geneviève Côté (par Engagez-vous)"
    assert mail["Reply-To"].addresses[0].addr_spec == "genevieve@example.com"
    assert mail["Message-ID"] == delivery.message_id
    assert mail["Auto-Submitted"] is None
    assert item.text.strip() == "Je vous écris de Rimouski."
    assert "Rimouski" in item.html


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in AT_MOST_ONCE])
def test_every_other_mail_says_that_a_machine_wrote_it(app: Flask, smtp: SmtpSink, kind: Kind) -> None:
    letter(kind)
    sending.drain()
    assert smtp.received[0].message["Auto-Submitted"] == "auto-generated"


def test_the_date_is_that_of_the_act(app: Flask, smtp: SmtpSink) -> None:
    from datetime import UTC, datetime

    from app.core import clock

    with clock.frozen(datetime(2026, 3, 1, 15, tzinfo=UTC)):
        letter()
    sending.drain()
    assert smtp.received[0].message["Date"] == "Sun, 01 Mar 2026 10:00:00 -0500"


def test_a_mail_without_html_is_text_alone(app: Flask, smtp: SmtpSink) -> None:
    letter(body_html=None)
    sending.drain()
    assert smtp.received[0].message.get_content_type() == "text/plain"


def test_a_returned_mail_names_its_delivery_and_proves_it(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    sending.drain()
    sender = smtp.received[0].sender
    assert sender.endswith("@porte-voix.example.org")
    assert verp.read(sender) == delivery.id
    assert verp.read(sender.upper()) == delivery.id
    assert len(sender.partition("@")[0]) <= 64


@pytest.mark.parametrize("address", ["", "retours@example.org", "retours+aaaa-bbbb@example.org", "é+é-é@example.org"])
def test_a_forged_return_is_nobodys(app: Flask, address: str) -> None:
    assert verp.read(address) is None


def test_a_return_with_a_letter_changed_is_nobodys(app: Flask) -> None:
    key = uuid.uuid4()
    tag, _, rest = verp.sender(key).partition("-")
    forged = verp.sender(uuid.uuid4()).partition("-")[0] + "-" + rest
    assert verp.read(forged) is None
    assert verp.read(f"{tag}-{'b' if rest[0] == 'a' else 'a'}{rest[1:]}") is None


def test_a_return_is_still_known_after_the_secret_changed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    key = uuid.uuid4()
    address = verp.sender(key)
    old = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-secret-of-the-tests-that-is-long")
    assert verp.read(address) is None
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", (old,))
    assert verp.read(address) == key


@pytest.fixture
def templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "email/essai/subject.txt": "{{ _('Bonjour') }}\n {{ name }}\n",
        "email/essai/body.txt": "\n\n{{ name }} & co\n\n",
        "email/essai/body.html": "<p>{{ name }}</p>",
    }
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([DictLoader(found), app.jinja_env.loader]))
    monkeypatch.setattr(app.jinja_env, "cache", {})


def test_a_mail_is_rendered_in_three_pieces_and_only_html_is_escaped(templates: None) -> None:
    rendered = mailer.render("essai", "fr", name="<Ana>\r\nBcc: x")
    assert rendered.subject == "Bonjour <Ana> Bcc: x"
    assert rendered.text == "<Ana>\nBcc: x & co\n"
    assert rendered.html == "<p>&lt;Ana&gt;\nBcc: x</p>"


def test_who_writes_and_by_whose_hand_are_both_shown_however_long_the_names(app: Flask) -> None:
    assert mailer.on_behalf("Ana Roy", "Engagez-vous", "fr") == "Ana Roy (par Engagez-vous)"
    long = mailer.on_behalf("A" * 10_000, "C" * 10_000, "fr")
    assert len(long) <= mailer.LONGEST_NAME
    assert "(par CCC" in long
    written = email.message_from_bytes(make(from_name=long).content)["From"]
    assert long in str(make_header(decode_header(written)))


def test_building_a_mail_costs_little(app: Flask) -> None:
    """A mail built by the header classes of the standard library took ten milliseconds: ours takes one."""

    def cost_s() -> float:
        began = time.process_time()
        for _ in range(50):
            make(text="Les organismes communautaires réclament un financement à la mission.\n" * 40)
        return time.process_time() - began

    assert min(cost_s() for _ in range(4)) < 0.3  # the best of a few: a neighbour slows any one of them


def test_every_mail_folder_has_its_three_pieces(project: Path) -> None:
    for folder in (project / "templates" / "email").iterdir():
        if folder.is_dir():
            names = {path.name for path in folder.iterdir()}
            assert {"subject.txt", "body.txt", "body.html"} <= names, folder.name
