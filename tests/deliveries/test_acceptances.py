"""That a mail was taken is written with the mark of the next one: one durable commit, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.core import mailer
from app.core import smtp as smtp_line
from app.core.database import db
from app.deliveries import claims, sending
from app.deliveries import service as deliveries
from app.deliveries.models import State
from tests.deliveries.letters import letter, look, make_due, state, steps
from tests.engines import Behaviour, SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]
SENT = [State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.ACCEPTED]


@contextmanager
def commits() -> Iterator[list[int]]:
    made: list[int] = []

    def count(connection: object) -> None:
        made.append(1)

    event.listen(db.engine, "commit", count)
    try:
        yield made
    finally:
        event.remove(db.engine, "commit", count)


def send_at_once(number: int) -> None:
    """That many mails over one line, claimed together."""
    with mailer.connect() as line:
        assert sending.Postman(line).send_all(claims.claim(number), float("inf"))


def test_a_mail_costs_one_commit_and_the_last_one_its_own(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_line, "PROMPT_MS", 10_000)  # a slow machine is no slow relay
    sent = [letter() for _ in range(10)]
    taken = claims.claim(10)
    with mailer.connect() as line, commits() as made:
        sending.Postman(line).send_all(taken, float("inf"))
    assert len(made) == 10 + 1
    assert [steps(delivery) for delivery in sent] == [SENT] * 10
    assert set(smtp.counts().values()) == {1}


def test_while_a_relay_lets_us_wait_the_receipt_is_written(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = letter(to="a@example.org"), letter(to="b@example.org")
    seen: list[State] = []
    address = mailer.Connection._address

    def looked_at(line: mailer.Connection, parcel: mailer.Parcel) -> None:
        seen.append(state(first))
        address(line, parcel)

    monkeypatch.setattr(mailer.Connection, "_address", looked_at)
    monkeypatch.setattr(smtp_line, "_answers_promptly", lambda host: False)
    send_at_once(2)
    assert seen == [State.CLAIMED, State.ACCEPTED]
    assert state(second) is State.ACCEPTED


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour.refuse("550 5.1.1 no"), State.FAILED),
        (Behaviour.refuse("451 4.3.0 later"), State.QUEUED),
        (Behaviour.refuse("451 4.3.0 later", at="data"), State.QUEUED),
        (Behaviour(at="rcpt", drop="before"), State.QUEUED),
        (Behaviour.drop_after_dot(), State.UNKNOWN),
    ],
    ids=str,
)
def test_whatever_becomes_of_the_next_one_the_receipt_is_kept(
    app: Flask, smtp: SmtpSink, behaviour: Behaviour, expected: State
) -> None:
    first, second, third = letter(to="a@example.org"), letter(to="b@example.org"), letter(to="c@example.org")
    smtp.script("b@example.org", behaviour)
    send_at_once(3)
    assert (state(first), state(second), state(third)) == (State.ACCEPTED, expected, State.ACCEPTED)
    assert steps(first) == SENT


def refuse(key: str) -> str | None:
    return "not this one"


def stumble(key: str) -> str | None:
    raise ZeroDivisionError


@pytest.mark.parametrize(("guard", "expected"), [(refuse, State.CANCELLED), (stumble, State.QUEUED)])
def test_a_guard_of_the_next_one_says_nothing_of_the_receipt(
    app: Flask, smtp: SmtpSink, guard: Callable[[str], str | None], expected: State
) -> None:
    deliveries.register_guard("receipts", guard)
    first, second, third = letter(), letter(guard_key="receipts:2"), letter()
    send_at_once(3)
    assert (state(first), state(second), state(third)) == (State.ACCEPTED, expected, State.ACCEPTED)
    assert steps(first) == SENT


def test_a_relay_that_goes_away_takes_no_receipt_with_it(app: Flask, smtp: SmtpSink) -> None:
    first, second = letter(to="a@example.org"), letter(to="b@example.org")
    smtp.script("a@example.org", Behaviour.drop_after_250())
    taken = claims.claim(2)
    with mailer.connect() as line:
        postman = sending.Postman(line)
        postman.send(taken[0])
        smtp.default = Behaviour(at="connect", drop="before")
        assert not postman.send_all(taken[1:], float("inf"))
    assert (state(first), state(second)) == (State.ACCEPTED, State.QUEUED)
    assert look(second).attempts == 0


def test_a_database_that_fails_at_the_mark_is_told_of_the_receipt_again(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = letter(), letter()
    transmit, asked = claims.transmit, []

    def fail_once(claim: claims.Claim, receipt: Callable[[], None] | None = None) -> bool:
        asked.append(claim)
        if len(asked) == 2:
            raise OperationalError("COMMIT", {}, Exception("the database is away"))
        return transmit(claim, receipt)

    monkeypatch.setattr(claims, "transmit", fail_once)
    send_at_once(2)
    assert (state(first), state(second)) == (State.ACCEPTED, State.QUEUED)
    make_due(second)
    sending.drain()
    assert (state(second), len(smtp.received)) == (State.ACCEPTED, 2)


def test_a_receipt_that_cannot_be_written_ends_the_line_and_is_written_later(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that nobody read would be taken for those to the next mail."""
    first, second, third = letter(), letter(), letter()
    settle, failed = sending.Postman.settle, []

    def fail_once(postman: sending.Postman) -> None:
        if postman.receipt is not None and not failed:
            failed.append(True)
            raise ZeroDivisionError
        settle(postman)

    monkeypatch.setattr(sending.Postman, "settle", fail_once)
    monkeypatch.setattr(smtp_line, "_answers_promptly", lambda host: False)
    send_at_once(3)
    assert (state(first), state(second), state(third)) == (State.ACCEPTED, State.QUEUED, State.ACCEPTED)
    assert smtp.connections == 2
    assert set(smtp.counts().values()) == {1}


def test_a_domain_that_welcomes_us_again_is_written_down_at_once(app: Flask, smtp: SmtpSink) -> None:
    """Its breaker is forgotten in that commit, for which other workers may wait: none stays locked over a mark."""
    first, second = letter(), letter()
    smtp.next(Behaviour.refuse("421 4.7.0 slow down", at="rcpt"))
    send_at_once(1)
    assert [trouble.key for trouble in deliveries.troubles()] == ["domain:example.org"]
    make_due(first)
    (again, _) = taken = claims.claim(2)
    assert again.wary
    with mailer.connect() as line:
        postman = sending.Postman(line)
        postman.wary = {claim.row.to_domain for claim in taken}
        postman.send(again)
        assert postman.receipt is None
    assert deliveries.troubles() == []
    assert {state(first), state(second)} == {State.ACCEPTED, State.CLAIMED}
