"""One message of a person to an official, however often they write; whoever has written is told by mail only."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries.models import Kind
from app.messages import service
from app.messages.models import Message, MessageRecipient
from app.officials import service as officials
from app.officials.models import Official
from tests.factories import make_draft, make_message
from tests.messages.conftest import Supporter, confirm_link
from tests.outbox import mails

pytestmark = pytest.mark.data


def test_a_repeat_is_as_much_work_as_a_first_message_and_leaves_nothing(supporter: Supporter) -> None:
    """The time of an answer must not tell a stranger whether the owner of an address has written."""
    draft = make_draft(supporter.campaign, email="jeanne@example.com")
    written: list[Counter[str]] = []

    def hear(*heard: Any) -> None:
        written[-1][str(heard[2]).partition("(")[0]] += str(heard[2]).startswith("INSERT INTO")

    service.confirm(service.write(draft))
    before = [(one.id, one.state) for one in db.session.scalars(sa.select(Message))]
    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        for typed in (replace(draft, email="anne@example.com"), draft, draft):
            written.append(Counter())
            service.write(typed)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)
    first, *repeats = written
    assert all(repeat >= first for repeat in repeats)
    kept = db.session.execute(sa.select(Message.id, Message.state).where(Message.email_key == "jeanne@example.com"))
    assert list(map(tuple, kept)) == before


def test_a_repeat_gets_the_same_page_and_is_told_by_mail_only(supporter: Supporter) -> None:
    first = supporter.sends()
    first_page = supporter.client.get(first.location)
    supporter.confirms(confirm_link(mails()[0]))
    repeat = supporter.sends(email="JEANNE@example.com")
    assert (repeat.status_code, repeat.location.rpartition("/")[0]) == (303, first.location.rpartition("/")[0])
    assert without_tokens(supporter.client.get(repeat.location).text) == without_tokens(
        first_page.text.replace("jeanne@example.com", "JEANNE@example.com")
    )
    told = mails(Kind.CONFIRMATION)[-1]
    assert told.to_address == "jeanne@example.com"  # the one that was proved, not the one typed now
    assert "Vous avez déjà écrit" in told.subject
    assert "Réal Exemple" in told.body_text
    assert "/message/confirmer/" not in told.body_text
    assert len(mails(Kind.MESSAGE)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 1
    supporter.sends()  # and once a day at most
    assert len(mails(Kind.CONFIRMATION)) == 2


def without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]*"|attente/[^"]*', "", page)


def test_only_the_officials_not_yet_written_to_receive_a_second_message(supporter: Supporter, mna: Official) -> None:
    supporter.sends("joliette")  # nobody sits there: the minister alone
    supporter.confirms(confirm_link(mails()[0]))
    assert len(mails(Kind.MESSAGE)) == 1
    supporter.sends("rimouski")
    told = mails(Kind.CONFIRMATION)[-1]
    assert "Réal Exemple" in told.body_text
    assert "Esther Exemple" not in told.body_text
    supporter.confirms(confirm_link(told))
    assert [mail.to_address for mail in mails(Kind.MESSAGE)] == ["minister@example.org", "mna@example.org"]


def test_two_forms_of_one_person_the_second_confirmation_sends_nothing(supporter: Supporter) -> None:
    supporter.sends()
    supporter.sends()
    first, second = (confirm_link(mail) for mail in mails(Kind.CONFIRMATION))
    supporter.confirms(second)
    answer = supporter.confirms(first)
    assert answer.status_code == 200
    assert "Vous avez déjà écrit" in answer.text
    assert len(mails(Kind.MESSAGE)) == 2


def test_unconfirmed_messages_block_nobody(supporter: Supporter) -> None:
    for _ in range(3):
        supporter.sends()
    supporter.confirms(confirm_link(mails(Kind.CONFIRMATION)[-1]))
    assert len(mails(Kind.MESSAGE)) == 2


@pytest.mark.engine
def test_the_database_refuses_a_second_message_to_the_same_official(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    other = make_message(supporter.campaign)
    taken = message.recipients[0]
    with pytest.raises(IntegrityError, match="message_recipients"), unit_of_work():
        db.session.add(
            MessageRecipient(
                message_id=other.id,
                campaign_id=other.campaign_id,
                official_id=taken.official_id,
                mandate_id=taken.mandate_id,
                email_key=message.email_key,
            )
        )


def test_a_minister_who_also_sits_receives_one_message(supporter: Supporter, minister: Official) -> None:
    riding = officials.mna_of(supporter_riding("joliette"))
    assert riding is None
    officials.seat(minister, supporter_riding("joliette"), since=date(2026, 10, 5))
    supporter.sends("joliette")
    supporter.confirms(confirm_link(mails()[0]))
    (mail,) = mails(Kind.MESSAGE)
    assert "Madame la Ministre," in mail.body_text


def supporter_riding(slug: str) -> uuid.UUID:
    from app.territory import service as territory

    return territory.riding_named(slug).id
