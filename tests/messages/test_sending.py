"""A message that leaves: the real mail at a real relay; and what each asks just before leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.campaigns import service as campaigns
from app.core import clock
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.models import Kind
from app.deliveries.models import State as DeliveryState
from app.messages import outgoing, service
from app.messages.models import MessageRecipient
from app.officials import service as officials
from app.officials.models import Official
from tests.engines import SmtpSink
from tests.factories import make_message
from tests.messages.conftest import Supporter
from tests.outbox import mails
from tests.passing_time import days_later

pytestmark = pytest.mark.data


def test_the_mail_that_arrives_says_who_writes_and_answers_go_to_that_person(
    supporter: Supporter, smtp: SmtpSink
) -> None:
    make_message(
        supporter.campaign,
        is_confirmed=True,
        name="Geneviève Côté, inf.",
        email="genevieve@example.com",
        city="Rimouski",
        personal_line="Sans eux, je serais seule.",
    )
    deliveries.drain()
    (received,) = smtp.to("mna@example.org")
    mail = received.message
    sender = mail["From"].addresses[0]
    assert sender.addr_spec == "campagnes@porte-voix.example.org"
    assert sender.display_name.replace("\u00a0", " ").startswith("Geneviève Côté, inf. (par Plan de rattrapage")
    reply_to = mail["Reply-To"].addresses[0]
    assert (reply_to.addr_spec, reply_to.display_name) == ("genevieve@example.com", "Geneviève Côté, inf.")
    assert mail["Auto-Submitted"] is None  # a person wrote it
    assert "genevieve@example.com" not in received.sender
    assert received.text.startswith("Geneviève Côté, inf. (Rimouski, circonscription Rimouski) vous écrit.")
    assert "Monsieur le Député," in received.text
    assert "Sans eux, je serais seule." in received.text
    assert "<p>Sans eux, je serais seule.</p>" in received.html
    assert "http" not in received.html.replace("http://localhost/campagnes/", "")  # nothing to fetch


def test_each_official_is_greeted_by_title(supporter: Supporter, smtp: SmtpSink) -> None:
    make_message(supporter.campaign, is_confirmed=True)
    deliveries.drain()
    assert "Madame la Ministre," in smtp.to("minister@example.org")[0].text
    assert "Monsieur le Député," in smtp.to("mna@example.org")[0].text


def test_the_confirmation_is_marked_as_automatic(supporter: Supporter, smtp: SmtpSink) -> None:
    make_message(supporter.campaign, email="jeanne@example.com")
    deliveries.drain()
    (received,) = smtp.to("jeanne@example.com")
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert received.message["Reply-To"].addresses[0].addr_spec == "rattrapage@example.org"


def refused(reason: str, smtp: SmtpSink) -> bool:
    deliveries.drain()
    states = {mail.to_address: mail.state for mail in mails(Kind.MESSAGE)}
    moves = [deliveries.history(mail.id)[-1].note for mail in mails(Kind.MESSAGE)]
    return (
        not smtp.to("mna@example.org")
        and states["mna@example.org"] is DeliveryState.CANCELLED
        and any(reason in (note or "") for note in moves)
    )


def test_a_mandate_that_ended_meanwhile_stops_the_mail_to_that_official_only(
    supporter: Supporter, mna: Official, smtp: SmtpSink
) -> None:
    make_message(supporter.campaign, is_confirmed=True)
    officials.end_mandate(mna.mandates[0].id, on=clock.today() - timedelta(days=1))
    assert refused("mandate_ended", smtp)
    assert len(smtp.to("minister@example.org")) == 1


def test_a_mail_leaves_within_the_grace_after_closing(supporter: Supporter, smtp: SmtpSink) -> None:
    make_message(supporter.campaign, is_confirmed=True)
    campaigns.close_campaign(supporter.campaign.slug)
    with days_later(3):
        deliveries.drain()
    assert len(smtp.to("mna@example.org")) == 1


def test_no_mail_leaves_after_the_grace(supporter: Supporter, smtp: SmtpSink) -> None:
    make_message(supporter.campaign, is_confirmed=True)
    campaigns.close_campaign(supporter.campaign.slug)
    with days_later(4):
        assert refused("campaign_closed", smtp)


def test_a_message_withdrawn_behind_the_back_of_the_outbox_does_not_leave(supporter: Supporter, smtp: SmtpSink) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    with unit_of_work():
        message.withdraw(at=clock.now())
    assert refused("withdrawn", smtp)


def test_the_guard_looks_past_what_its_session_remembers(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    recipient = message.recipients[0]
    assert outgoing.refusal_to_official(recipient.guard_key) is None
    with db.engine.begin() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE messages SET state = 'withdrawn', finished_at = confirmed_at")
    with unit_of_work():
        assert outgoing.refusal_to_official(recipient.guard_key) == "withdrawn"


def test_a_recipient_that_is_gone_receives_nothing(supporter: Supporter) -> None:
    message = make_message(supporter.campaign, is_confirmed=True)
    key = message.recipients[0].guard_key
    with unit_of_work():
        db.session.query(MessageRecipient).delete()
    assert outgoing.refusal_to_official(key) == "withdrawn"


def test_the_last_day_of_a_campaign_without_closing_time_counts(supporter: Supporter) -> None:
    with unit_of_work():
        supporter.campaign.closes_on = clock.today()
    assert outgoing.is_in_time(supporter.campaign)
    with days_later(3):
        assert outgoing.is_in_time(supporter.campaign)
    with days_later(4):
        assert not outgoing.is_in_time(supporter.campaign)


def test_releasing_a_message_that_was_not_set_aside_does_nothing(supporter: Supporter) -> None:
    message = make_message(supporter.campaign)
    service.release(message.id)
    assert len(mails()) == 1
