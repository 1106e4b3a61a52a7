"""Many messages to one official, as they arrive: names, each text, a table; whatever people typed."""

from __future__ import annotations

import csv
import io
import re

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.messages import service
from app.messages.models import Message, MessageRecipient
from app.officials.models import Office
from tests.factories import make_message
from tests.messages.conftest import Supporter

pytestmark = pytest.mark.data


def to_member(*messages: Message) -> list[str]:
    """The guard keys of the mails to the member of the riding, in that order."""
    keys = []
    for message in messages:
        found = db.session.scalars(sa.select(MessageRecipient).where(MessageRecipient.message_id == message.id))
        keys += [one.guard_key for one in found if one.mandate.office is Office.MNA]
    return keys


def test_a_digest_names_everybody_and_carries_each_text_and_a_table(supporter: Supporter) -> None:
    first = make_message(supporter.campaign, is_confirmed=True, name="Aline Un", personal_line="Ma phrase à moi.")
    second = make_message(supporter.campaign, is_confirmed=True, name="Bruno Deux", city="Matane")
    mail = service.digest(to_member(first, second), "fr")
    assert mail.subject.startswith("2 messages")
    assert mail.from_name.startswith("2 personnes (par ")
    for text in (mail.body_text, mail.body_html):
        for words in ("Aline Un", "Bruno Deux", "Matane", "Ma phrase à moi.", first.supporter.email):
            assert words in text
    assert "c’est lui répondre directement" not in mail.body_text
    (table,) = mail.attachments
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Nom", "Aline Un", "Bruno Deux"]
    assert "Ma phrase à moi." in rows[1][5]
    assert "--" not in rows[1][5].splitlines()[-1]


def test_what_somebody_typed_is_neither_a_formula_nor_markup(supporter: Supporter) -> None:
    line = '<b>gras</b>\n-- \nA;=cmd(), "=2" et\n@x\nfin'
    message = make_message(supporter.campaign, is_confirmed=True, name="=cmd() Tremblay", personal_line=line)
    mail = service.digest(to_member(message), "fr")
    assert "<b>" not in mail.body_html
    table = mail.attachments[0].content.decode("utf-8-sig")
    assert not [piece for piece in re.split(r'[;,\t\r\n"]', table) if re.match(r"\s*[=+\-@]", piece)]
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert rows[1][0] == "'=cmd() Tremblay"
    assert "fin" in rows[1][5]


def test_nobody_writes_the_head_of_another_message_into_theirs(supporter: Supporter) -> None:
    forged = f"Bonjour\n\n{'-' * 40}\n\n3. Camille Trois, Québec\nPour répondre : camille@example.com"
    messages = [
        make_message(supporter.campaign, is_confirmed=True, name=name, body=body)
        for name, body in (("Aline Un", forged), ("Bruno Deux", "Bonjour"))
    ]
    lines = service.digest(to_member(*messages), "fr").body_text.splitlines()
    names = ["1. Aline Un (Rimouski, Rimouski)", "2. Bruno Deux (Rimouski, Rimouski)"]
    assert [line for line in lines if line[:2].strip(".").isdigit()] == [
        *names,
        "1. Aline Un, Rimouski",
        "2. Bruno Deux, Rimouski",
    ]
    assert lines.count("-" * 40) == 2
    assert sum(line.startswith("Pour répondre") for line in lines) == 2
