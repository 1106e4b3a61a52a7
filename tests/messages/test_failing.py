"""A message that did not arrive: whoever wrote it hears of it once, exactly, with the words to send otherwise."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.service import mail_group
from app.core import verp
from app.core.unit_of_work import unit_of_work
from app.deliveries import digests, rhythm
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind
from app.deliveries.models import State as DeliveryState
from app.messages import service
from app.messages.models import Message
from app.messages.service import Progress
from app.officials.models import Gender
from tests.deliveries.letters import put
from tests.deliveries.returned import dsn, report
from tests.engines import Behaviour, SmtpSink
from tests.factories import make_campaign, make_message, make_official, make_riding
from tests.outbox import mails

pytestmark = pytest.mark.data
BLOCKED = "554 5.7.1 we do not want your mail"


@pytest.fixture
def message(app: Flask) -> Message:
    """To one official, on its way."""
    riding = make_riding()
    make_official("Réal Exemple", gender=Gender.MASCULINE, riding=riding, email="mna@example.org")
    return make_message(make_campaign(), riding, is_confirmed=True)


def told(message: Message) -> list[Delivery]:
    return [mail for mail in mails(Kind.RECEIPT) if mail.dedupe_key.startswith("message-not-delivered-")]


def letter_of(message: Message) -> Delivery:
    (mail,) = mails(Kind.MESSAGE)
    return mail


def comes_back(mail: Delivery, status: str = "5.1.1") -> None:
    put(mail, DeliveryState.ACCEPTED)
    text = report(dsn(status=status, diagnostic=f"smtp; 550 {status} no"))
    raw = text.replace("{to}", verp.sender(mail.id)).replace("{id}", mail.message_id)
    assert deliveries.take_return(raw.encode()) is deliveries.Taken.BOUNCED


def test_a_message_that_came_back_is_told_once_with_its_text(message: Message) -> None:
    mail = letter_of(message)
    comes_back(mail)
    (news,) = told(message)
    assert message.supporter is not None
    assert (news.to_address, news.to_name) == (message.supporter.email, message.supporter.name)
    assert "Réal Exemple" in news.body_text
    assert "nous est revenu" in news.body_text
    own = next(line for line in message.body.splitlines() if len(line) > 40)
    assert own in news.body_text
    assert "Monsieur le Député," in news.body_text
    assert "mna@example.org" not in news.body_text + (news.body_html or "")  # it is dead: not to be tried again
    assert 'href="mailto:?subject=' in (news.body_html or "")
    assert [how for _, how in service.progress(message)] == [Progress.REFUSED]  # so does the page behind the link


def test_an_address_that_only_refuses_us_is_given_to_whoever_prefers_their_own_mail(
    message: Message, smtp: SmtpSink
) -> None:
    smtp.always("mna@example.org", Behaviour.refuse(BLOCKED))
    deliveries.drain()
    (news,) = told(message)
    assert "l’a refusé" in news.body_text
    assert "mailto:mna@example.org?subject=" in (news.body_html or "")


def test_what_arrived_or_was_taken_back_is_not_told(message: Message, smtp: SmtpSink) -> None:
    mail = letter_of(message)
    service.withdraw(message.id)
    put(mail, DeliveryState.QUEUED)
    smtp.always("mna@example.org", Behaviour.refuse("550 5.1.1 no such mailbox"))
    deliveries.drain()
    assert told(message) == []


def test_whoever_is_forgotten_is_told_nothing(message: Message) -> None:
    from app.core.unit_of_work import unit_of_work

    with unit_of_work():
        message.forget_the_person()
    comes_back(letter_of(message))
    assert told(message) == []


def test_when_a_digest_comes_back_each_who_wrote_is_told_once_with_their_own_words(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "IS_PACED", True)
    monkeypatch.setattr(rhythm, "HOURS", dict.fromkeys(range(24), 1.0))
    monkeypatch.setattr(rhythm, "is_working_day", lambda day: True)
    monkeypatch.setattr(digests, "HOUR", 0)
    campaign, riding = make_campaign(), make_riding()
    make_official("Réal Exemple", gender=Gender.MASCULINE, riding=riding, email="mna@example.org")
    with unit_of_work():
        deliveries.set_rule(mail_group(campaign.id), 2)
    people = {name: f"{name.lower()}@example.com" for name in ("Aline", "Bruno", "Camille")}
    messages = [
        make_message(campaign, riding, name=name, email=email, body=f"Mots de {name}.", is_confirmed=True)
        for name, email in people.items()
    ]
    service.withdraw(messages[2].id)  # in time: not in it, and told nothing
    messages[2:] = [make_message(campaign, riding, name="Diane", email="diane@example.com", is_confirmed=True)]
    assert deliveries.gather() == 1
    deliveries.drain()
    (digest,) = mails(Kind.DIGEST)
    text = report(dsn(status="5.1.1", diagnostic="smtp; 550 5.1.1 no"))
    raw = text.replace("{to}", verp.sender(digest.id)).replace("{id}", digest.message_id).encode()
    assert [deliveries.take_return(raw) for _ in range(2)] == [deliveries.Taken.BOUNCED, deliveries.Taken.KNOWN]
    news = {mail.to_address: mail for mail in told(messages[0])}
    assert sorted(news) == ["aline@example.com", "bruno@example.com", "diane@example.com"]
    assert len(told(messages[0])) == 3
    assert "Mots de Aline." in news["aline@example.com"].body_text
    assert "Mots de Bruno." not in news["aline@example.com"].body_text
    for message in messages:
        assert [how for _, how in service.progress(message)] == [Progress.REFUSED]
