"""From the outbox to a real relay: what each of its answers does to a mail."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.database import db
from app.deliveries import sending
from app.deliveries import service as deliveries
from app.deliveries.models import AT_MOST_ONCE, Kind, State
from tests.deliveries.letters import drain_until_empty, letter, look, make_due, state, steps
from tests.engines import Behaviour, SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]
SENT = [State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.ACCEPTED]


def test_a_mail_that_the_relay_takes_is_accepted(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    assert sending.drain() == 1
    row = look(delivery)
    assert (row.state, row.attempts, row.last_reply) == (State.ACCEPTED, 1, "250 2.0.0 taken")
    assert steps(delivery) == SENT
    assert smtp.to("elue@example.org")[0].message_id == row.message_id


def test_many_mails_leave_over_one_line(app: Flask, smtp: SmtpSink) -> None:
    for _ in range(30):
        letter()
    assert drain_until_empty() == 30
    assert smtp.connections == 1
    assert set(smtp.counts().values()) == {1}
    assert len(smtp.counts()) == 30


def test_one_recipient_a_transaction(app: Flask, smtp: SmtpSink) -> None:
    letter(to="a@example.org")
    letter(to="b@example.org")
    sending.drain()
    assert [item.recipients for item in smtp.received] == [("a@example.org",), ("b@example.org",)]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("reply", ["450 4.2.0 busy", "451 4.3.0 later", "452 4.3.1 full"])
def test_a_4xx_anywhere_is_tried_again_and_ends_accepted(app: Flask, smtp: SmtpSink, step: str, reply: str) -> None:
    delivery = letter()
    smtp.next(Behaviour.refuse(reply, at=step))
    sending.drain()
    row = look(delivery)
    assert (row.state, row.attempts, row.last_reply) == (State.QUEUED, 1, reply)
    assert row.next_attempt_at > row.first_attempt_at
    assert smtp.received == []
    make_due(delivery)
    sending.drain()
    assert (state(delivery), look(delivery).attempts) == (State.ACCEPTED, 2)
    assert smtp.counts()[row.message_id] == 1


@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
@pytest.mark.parametrize("reply", ["550 5.1.1 no such mailbox", "554 5.6.0 no"])
def test_a_5xx_about_the_mail_fails_it_after_one_attempt(app: Flask, smtp: SmtpSink, step: str, reply: str) -> None:
    delivery, other = letter(to="gone@example.org"), letter(to="there@example.org")
    smtp.script("gone@example.org", Behaviour.refuse(reply, at=step))
    sending.drain()
    row = look(delivery)
    assert (row.state, row.attempts, row.last_reply) == (State.FAILED, 1, reply)
    assert state(other) is State.ACCEPTED
    assert smtp.connections == 1  # a refusal does not cost the line


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour.refuse("421 4.3.2 shutting down", at="connect"),
        Behaviour.refuse("554 5.7.1 not you", at="connect"),
        Behaviour.refuse("421 4.3.2 shutting down", at="ehlo"),
        Behaviour.refuse("421 4.3.2 shutting down", at="mail"),
        Behaviour.refuse("550 5.7.1 sender refused", at="mail"),
        Behaviour(at="connect", drop="before"),
        Behaviour(at="mail", drop="before"),
    ],
    ids=str,
)
def test_a_relay_that_is_away_or_refuses_us_says_nothing_of_the_mail(
    app: Flask, smtp: SmtpSink, behaviour: Behaviour
) -> None:
    delivery = letter()
    smtp.default = behaviour
    sending.drain()
    row = look(delivery)
    assert (row.state, row.attempts, row.first_attempt_at) == (State.QUEUED, 0, None)
    assert [trouble.key for trouble in deliveries.troubles()] == ["relay"]
    smtp.default = Behaviour.ok()
    sending.drain()
    assert state(delivery) is State.ACCEPTED
    assert deliveries.troubles() == []


def test_a_relay_that_nobody_listens_for_is_tried_again_later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = letter()
    monkeypatch.setattr(app.extensions["mail"], "port", 9)
    assert sending.drain() == 0
    assert steps(delivery) == [State.QUEUED]


def test_a_line_that_falls_after_250_loses_nothing_and_doubles_nothing(app: Flask, smtp: SmtpSink) -> None:
    smtp.default = Behaviour.drop_after_250()
    sent = [letter() for _ in range(5)]
    drain_until_empty()
    assert {state(delivery) for delivery in sent} == {State.ACCEPTED}
    assert set(smtp.counts().values()) == {1}
    assert smtp.connections == 5


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_line_that_falls_before_the_message_is_no_mystery(app: Flask, smtp: SmtpSink, step: str) -> None:
    delivery = letter()
    smtp.next(Behaviour(at=step, drop="before"))
    sending.drain()
    assert (state(delivery), look(delivery).attempts) == (State.QUEUED, 1)
    assert smtp.received == []


@pytest.mark.parametrize("taken", [True, False])
def test_a_message_to_an_official_of_which_nobody_knows_is_held(app: Flask, smtp: SmtpSink, taken: bool) -> None:
    delivery = letter(Kind.MESSAGE)
    smtp.next(Behaviour.drop_after_dot(taken=taken))
    sending.drain()
    assert state(delivery) is State.UNKNOWN
    deliveries.sweep()
    assert state(delivery) is State.HELD
    drain_until_empty()
    assert len(smtp.received) == int(taken)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in AT_MOST_ONCE])
def test_any_other_mail_of_which_nobody_knows_is_sent_again_byte_by_byte(
    app: Flask, smtp: SmtpSink, kind: Kind
) -> None:
    delivery = letter(kind)
    smtp.next(Behaviour.drop_after_dot(taken=True))
    sending.drain()
    deliveries.sweep()
    assert state(delivery) is State.QUEUED
    make_due(delivery)
    sending.drain()
    assert state(delivery) is State.ACCEPTED
    first, second = smtp.received
    assert first.content == second.content
    assert first.sender == second.sender


@pytest.mark.parametrize(("step", "expected"), [("rcpt", State.QUEUED), ("data", State.QUEUED), ("dot", State.UNKNOWN)])
def test_a_relay_that_falls_silent_blocks_nobody_beyond_the_time_limit(
    impatient: Flask, smtp: SmtpSink, step: str, expected: State
) -> None:
    delivery, next_one = letter(to="a@example.org"), letter(to="b@example.org")
    smtp.script("a@example.org", Behaviour.hang(at=step))
    sending.drain()
    assert state(delivery) is expected
    assert state(next_one) is State.ACCEPTED


def test_a_mistake_of_ours_neither_loses_a_mail_nor_blocks_the_others(app: Flask, smtp: SmtpSink) -> None:
    def broken(key: str) -> str | None:
        raise ZeroDivisionError

    deliveries.register_guard("broken", broken)
    stumbling, fine = letter(guard_key="broken:1"), letter()
    sending.drain()
    row = look(stumbling)
    assert (row.state, row.attempts, row.last_reply) == (State.QUEUED, 1, "0 our mistake: ZeroDivisionError")
    assert state(fine) is State.ACCEPTED


def test_a_worker_that_is_asked_to_stop_puts_back_what_it_holds(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core import queues

    asked: list[str] = []

    def stop_at_the_sixth(key: str) -> None:
        asked.append(key)
        if len(asked) == 6:
            queues.request_stop()

    monkeypatch.setattr(queues, "_stopping", False)  # what the stop leaves in this process goes with the test
    deliveries.register_guard("stop", stop_at_the_sixth)
    sent = [letter(guard_key=f"stop:{number}") for number in range(12)]
    sending.drain()
    monkeypatch.undo()
    assert deliveries.counts()[State.ACCEPTED] == 6
    assert deliveries.counts()[State.QUEUED] == 6
    drain_until_empty()
    assert {state(delivery) for delivery in sent} == {State.ACCEPTED}
    assert set(smtp.counts().values()) == {1}


def test_a_round_ends_by_its_own_clock_and_rings_for_the_rest(app: Flask, smtp: SmtpSink) -> None:
    from app.core import queues

    for _ in range(40):
        letter()
    app.extensions["redis"].flushdb()
    sending.drain(seconds=0)
    assert len(smtp.received) == 0
    assert len(queues.queue(queues.DRAIN.queue)) == 1


def test_a_confirmation_overtakes_a_flood_of_messages(app: Flask, smtp: SmtpSink) -> None:
    for _ in range(20):
        letter(Kind.MESSAGE)
    urgent = letter(Kind.CONFIRMATION)
    sending.drain()
    assert smtp.received[0].message_id == urgent.message_id


def test_a_database_that_was_away_does_not_undo_the_marks_that_follow(app: Flask, smtp: SmtpSink) -> None:
    """Seen under crashes of the database: marks were made in a unit of work that nobody ever committed."""
    from sqlalchemy.exc import OperationalError

    from app.core.unit_of_work import unit_of_work
    from app.deliveries import claims, outcomes

    letter()
    (first,) = claims.claim(1)
    assert claims.transmit(first)
    tries: list[int] = []

    def record() -> None:
        tries.append(1)
        if len(tries) == 1:
            db.session.info["portevoix_unit_depth"] = True  # what a failed BEGIN was seen to leave behind
            raise OperationalError("BEGIN", {}, Exception("the database is away"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outcomes, "PATIENCE_S", (0,))
        outcomes.write_down(record)
    assert len(tries) == 2
    second = letter()
    (claim,) = claims.claim(1)
    assert claims.transmit(claim)
    assert state(second) is State.TRANSMITTING  # read over another connection: it is committed
    with unit_of_work():
        pass
