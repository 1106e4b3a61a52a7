"""That a mail was taken is written with the mark of the next one: one durable commit, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.core import mailer, smtp_answers
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, outcomes, sending
from app.deliveries import service as deliveries
from app.deliveries.models import AT_MOST_ONCE, Delivery, Kind, State
from app.deliveries.tables import D
from tests.deliveries.letters import claim_one, letter, look, make_due, state, steps
from tests.engines import Behaviour, SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]
SENT = [State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.ACCEPTED]


def news(to: str = "abonnee@example.org", *, guard_key: str | None = None) -> Delivery:
    return letter(Kind.UPDATE, to, guard_key=guard_key)


def send_at_once(number: int) -> None:
    """That many mails over one line, claimed together."""
    with mailer.connect() as line:
        assert sending.Postman(line).send_all(claims.claim(number), float("inf"))


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


@pytest.fixture
def states_at_rcpt(monkeypatch: pytest.MonkeyPatch) -> list[list[State]]:
    """Where all mails stand, in the order in which they were asked for, whenever the relay is told of a recipient."""
    seen: list[list[State]] = []
    address = mailer.Connection._address

    def looked_at(line: mailer.Connection, parcel: mailer.Parcel, meanwhile: Callable[[], None] | None) -> None:
        with db.engine.connect() as connection:
            seen.append([State(one) for one in connection.scalars(select(D.c.state).order_by(D.c.id))])
        address(line, parcel, meanwhile)

    monkeypatch.setattr(mailer.Connection, "_address", looked_at)
    return seen


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is no slow relay."""
    monkeypatch.setattr(smtp_answers, "PROMPT_MS", 10_000)


def test_a_mail_costs_one_commit_and_the_last_one_its_own(app: Flask, smtp: SmtpSink, patient: None) -> None:
    sent = [news() for _ in range(10)]
    taken = claims.claim(10)
    with mailer.connect() as line, commits() as made:
        sending.Postman(line).send_all(taken, float("inf"))
    assert len(made) == 10 + 1
    assert [steps(delivery) for delivery in sent] == [SENT] * 10
    assert set(smtp.counts().values()) == {1}


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.DIGEST}))
def test_nobody_decides_upon_a_mail_for_the_sake_of_the_next(
    app: Flask, smtp: SmtpSink, patient: None, states_at_rcpt: list[list[State]], kind: Kind
) -> None:
    letter(kind), letter(kind)
    send_at_once(2)
    waits = State.ACCEPTED if kind in AT_MOST_ONCE else State.TRANSMITTING
    assert states_at_rcpt == [[State.CLAIMED, State.CLAIMED], [waits, State.CLAIMED]]


def test_nothing_waits_for_a_mail_that_waits_its_turn(
    paced: Flask, smtp: SmtpSink, patient: None, states_at_rcpt: list[list[State]]
) -> None:
    letter(Kind.CONFIRMATION)
    letter(pace_key="official:1")
    send_at_once(2)
    assert states_at_rcpt[1] == [State.ACCEPTED, State.CLAIMED]


def test_while_a_relay_lets_us_wait_it_is_written(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch, states_at_rcpt: list[list[State]]
) -> None:
    news(), news()
    monkeypatch.setattr(smtp_answers, "is_readable", lambda host, within_ms: False)
    send_at_once(2)
    assert states_at_rcpt[1] == [State.ACCEPTED, State.CLAIMED]


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
def test_whatever_becomes_of_the_next_one_it_is_kept(
    app: Flask, smtp: SmtpSink, behaviour: Behaviour, expected: State
) -> None:
    first, second, third = news("a@example.org"), news("b@example.org"), news("c@example.org")
    smtp.script("b@example.org", behaviour)
    send_at_once(3)
    assert (state(first), state(second), state(third)) == (State.ACCEPTED, expected, State.ACCEPTED)
    assert steps(first) == SENT


def refuse(key: str) -> str | None:
    return "not this one"


def stumble(key: str) -> str | None:
    raise ZeroDivisionError


@pytest.mark.parametrize(("guard", "expected"), [(refuse, State.CANCELLED), (stumble, State.QUEUED)])
def test_a_guard_of_the_next_one_has_no_say_in_it(
    app: Flask, smtp: SmtpSink, guard: Callable[[str], str | None], expected: State
) -> None:
    deliveries.register_guard("next", guard)
    first, second, third = news(), news(guard_key="next:2"), news()
    send_at_once(3)
    assert (state(first), state(second), state(third)) == (State.ACCEPTED, expected, State.ACCEPTED)
    assert steps(first) == SENT


def test_a_relay_that_goes_away_takes_nothing_with_it(app: Flask, smtp: SmtpSink) -> None:
    first, second = news("a@example.org"), news("b@example.org")
    smtp.script("a@example.org", Behaviour.drop_after_250())
    taken = claims.claim(2)
    with mailer.connect() as line:
        postman = sending.Postman(line)
        postman.send(taken[0])
        smtp.default = Behaviour(at="connect", drop="before")
        assert not postman.send_all(taken[1:], float("inf"))
    assert (state(first), state(second)) == (State.ACCEPTED, State.QUEUED)
    assert look(second).attempts == 0


def test_a_database_that_fails_at_the_mark_is_told_again(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = news(), news()
    transmit, asked = claims.transmit, []

    def fail_once(claim: claims.Claim, acceptance: Callable[[], None] | None = None) -> bool:
        asked.append(claim)
        if len(asked) == 2:
            raise OperationalError("COMMIT", {}, Exception("the database is away"))
        return transmit(claim, acceptance)

    monkeypatch.setattr(claims, "transmit", fail_once)
    send_at_once(2)
    assert (state(first), state(second)) == (State.ACCEPTED, State.QUEUED)
    make_due(second)
    sending.drain()
    assert (state(second), len(smtp.received)) == (State.ACCEPTED, 2)


def test_what_cannot_be_written_ends_the_line_and_is_written_later(
    app: Flask, smtp: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that nobody read would be taken for those to the next mail."""
    first, second, third = news(), news(), news()
    write_down, failed = sending.Postman.write_down, []

    def fail_once(postman: sending.Postman) -> None:
        if postman.acceptance is not None and not failed:
            failed.append(True)
            raise ZeroDivisionError
        write_down(postman)

    monkeypatch.setattr(sending.Postman, "write_down", fail_once)
    monkeypatch.setattr(smtp_answers, "is_readable", lambda host, within_ms: False)
    send_at_once(3)
    assert (state(first), state(second), state(third)) == (State.ACCEPTED, State.QUEUED, State.ACCEPTED)
    assert smtp.connections == 2
    assert set(smtp.counts().values()) == {1}


def test_a_domain_that_welcomes_us_again_is_written_down_at_once(app: Flask, smtp: SmtpSink) -> None:
    """Its breaker is forgotten in that commit, for which other workers may wait: none stays locked over a mark."""
    first, second = news(), news()
    smtp.next(Behaviour.refuse("421 4.7.0 slow down", at="rcpt"))
    send_at_once(1)
    assert [trouble.key for trouble in deliveries.troubles()] == ["domain:example.org"]
    make_due(first)
    taken = claims.claim(2)
    assert all(claim.wary for claim in taken)
    with mailer.connect() as line:
        postman = sending.Postman(line)
        postman.wary = {claim.row.to_domain for claim in taken}
        postman.send(taken[0])
        assert postman.acceptance is None
    assert deliveries.troubles() == []
    assert {state(first), state(second)} == {State.ACCEPTED, State.CLAIMED}


def test_nobody_is_waited_for_with_it_in_hand(app: Flask, smtp: SmtpSink) -> None:
    """Staff who cancel a campaign hold its mails one by one; PostgreSQL would end whoever closes the circle."""
    first, second = news(), news()
    before, after = claim_one(), claim_one()
    assert claims.transmit(before)
    seen: list[State] = []
    marks, asked = claims._mark, threading.Event()

    def mark(claim: claims.Claim) -> bool:
        seen.append(state(first))
        asked.set()
        return marks(claim)

    with pytest.MonkeyPatch.context() as patch, unit_of_work():
        patch.setattr(claims, "_mark", mark)
        db.session.execute(select(D.c.id).where(D.c.id == second.id).with_for_update())
        worker = threading.Thread(target=_transmit, args=(app, after, outcomes.acceptance(before, "250 taken")))
        worker.start()
        if db.engine.dialect.name == "postgresql":  # SQLite has one writer: the worker has not begun
            assert asked.wait(30)
            assert seen == [State.ACCEPTED]  # committed, while the other row is still held
    worker.join()
    assert (state(first), state(second)) == (State.ACCEPTED, State.TRANSMITTING)


def _transmit(app: Flask, claim: claims.Claim, acceptance: Callable[[], None]) -> None:
    with app.app_context():
        assert claims.transmit(claim, acceptance)
