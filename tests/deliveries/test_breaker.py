"""A domain that refuses us is left alone; the others do not notice."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.smtp import Permanent, Temporary
from app.core.unit_of_work import unit_of_work
from app.deliveries import breaker, claims, sending
from app.deliveries import service as deliveries
from app.deliveries.models import State
from app.deliveries.tables import BREAKERS, connection, database_after
from tests.deliveries.letters import drain_until_empty, letter, look, make_due, state
from tests.engines import Behaviour, SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]
SHUT = "shut.example.org"
STORM = Behaviour.refuse("421 4.7.0 too many mails from you", at="rcpt")


def let_probe() -> None:
    with unit_of_work():
        connection().execute(update(BREAKERS).values(probe_at=database_after(-1)))


def open_breaker(smtp: SmtpSink) -> list:
    sent = [letter(to=f"a{number}@{SHUT}") for number in range(12)]
    smtp.always(f"@{SHUT}", STORM)
    drain_until_empty()
    return sent


@pytest.mark.parametrize(
    ("error", "policy"),
    [
        (Temporary(421, "4.3.2 closing"), True),
        (Temporary(450, "4.7.1 too fast"), True),
        (Permanent(550, "5.7.26 unauthenticated"), True),
        (Permanent(554, "5.7.1 blocked"), True),
        (Permanent(550, "5.1.1 unknown"), False),
        (Temporary(452, "4.2.2 full"), False),
        (Temporary(450, "greylisted, see 4.7.1"), False),
    ],
)
def test_a_policy_refusal_is_about_us(app: Flask, error: Temporary | Permanent, policy: bool) -> None:
    assert breaker.is_policy(error) is policy


def test_after_five_refusals_in_a_row_a_domain_is_left_alone_and_the_others_are_not(app: Flask, smtp: SmtpSink) -> None:
    others = [letter(to=f"b{number}@example.org") for number in range(12)]
    sent = open_breaker(smtp)
    tried = [delivery for delivery in sent if look(delivery).attempts]
    assert len(tried) == breaker.REFUSALS
    assert {state(delivery) for delivery in sent} == {State.QUEUED}
    assert {state(delivery) for delivery in others} == {State.ACCEPTED}
    (trouble,) = deliveries.troubles()
    assert (trouble.key, trouble.refusals) == (f"domain:{SHUT}", breaker.REFUSALS)


def test_behind_an_open_breaker_nothing_is_taken_until_a_probe_is_due(app: Flask, smtp: SmtpSink) -> None:
    open_breaker(smtp)
    assert claims.claim(50) == []
    let_probe()
    assert len(claims.claim(50)) == 1
    assert claims.claim(50) == []


def test_a_probe_that_is_refused_keeps_the_breaker_open(app: Flask, smtp: SmtpSink) -> None:
    sent = open_breaker(smtp)
    let_probe()
    sending.drain()
    assert sum(look(delivery).attempts for delivery in sent) == breaker.REFUSALS + 1
    assert claims.claim(50) == []


def test_a_probe_that_is_taken_closes_the_breaker_and_all_leave(app: Flask, smtp: SmtpSink) -> None:
    sent = open_breaker(smtp)
    smtp.clear()
    let_probe()
    drain_until_empty()
    assert deliveries.troubles() == []
    for delivery in sent:
        if state(delivery) is State.QUEUED:
            make_due(delivery)
    drain_until_empty()
    assert {state(delivery) for delivery in sent} == {State.ACCEPTED}
    assert set(smtp.counts().values()) == {1}


@pytest.mark.parametrize("answer", [Behaviour.ok(), Behaviour.refuse("550 5.1.1 no such mailbox")])
def test_any_other_answer_begins_the_count_anew(app: Flask, smtp: SmtpSink, answer: Behaviour) -> None:
    for number in range(9):
        letter(to=f"a{number}@{SHUT}")
    policy = Behaviour.refuse("550 5.7.1 blocked")
    for number in range(9):
        smtp.script(f"a{number}@{SHUT}", answer if number == 4 else policy)
    drain_until_empty()
    assert [trouble.refusals for trouble in deliveries.troubles()] == [4]


def test_a_refusal_of_our_own_sender_does_not_count_against_the_recipients_domain(app: Flask, smtp: SmtpSink) -> None:
    for _ in range(6):
        letter(to=f"a@{SHUT}")
    smtp.default = Behaviour.refuse("450 4.7.1 slow down", at="mail")
    drain_until_empty()
    assert deliveries.troubles() == []


def test_the_relay_itself_is_counted_and_never_left_alone(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    smtp.default = Behaviour.refuse("554 5.7.1 not you", at="connect")
    for _ in range(7):
        sending.drain()
    (trouble,) = deliveries.troubles()
    assert (trouble.key, trouble.refusals, trouble.opened_at) == ("relay", 7, None)
    smtp.default = Behaviour.ok()
    sending.drain()
    assert state(delivery) is State.ACCEPTED
