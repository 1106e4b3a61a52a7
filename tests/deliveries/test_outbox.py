"""Asking for a mail: a row in the same transaction as the act, once per reason."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import queues
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, Kind, State
from tests.deliveries.letters import claim_one, letter, look, state, steps
from tests.engines import SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]


def jobs(app: Flask) -> int:
    return len(queues.queue(queues.DRAIN.queue))


def test_a_mail_that_is_asked_for_waits_and_the_bell_rings_once(app: Flask) -> None:
    with unit_of_work():
        one, other = letter(), letter()
        assert jobs(app) == 0  # nothing leaves before the commit
    assert [state(one), state(other)] == [State.QUEUED, State.QUEUED]
    assert steps(one) == [State.QUEUED]
    assert jobs(app) == 1


def test_nothing_is_asked_for_when_the_act_is_rolled_back(app: Flask) -> None:
    def change_my_mind() -> None:
        with unit_of_work():
            letter()
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        change_my_mind()
    assert sum(deliveries.counts().values()) == 0
    assert jobs(app) == 0


def test_the_same_reason_is_asked_for_once(app: Flask) -> None:
    first = letter(dedupe_key="confirm:1")
    with unit_of_work():
        second = deliveries.enqueue(
            kind=Kind.CONFIRMATION,
            to_address="a@example.org",
            to_name="A",
            subject="B",
            body_text="C",
            from_name="D",
            locale="fr",
            dedupe_key="confirm:1",
        )
    assert second is None
    assert sum(deliveries.counts().values()) == 1
    assert look(first).subject == "Financement à la mission"


def test_who_asks_is_told_which_mail_it_became(app: Flask) -> None:
    with unit_of_work():
        asked = deliveries.enqueue(
            kind=Kind.RECEIPT,
            to_address="a@example.org",
            to_name="A",
            subject="B",
            body_text="C",
            from_name="D",
            locale="fr",
            dedupe_key="receipt:1",
        )
    row = db.session.scalars(sa.select(Delivery)).one()
    assert (row.id, row.kind, row.state, row.dedupe_key) == (asked, Kind.RECEIPT, State.QUEUED, "receipt:1")
    assert abs(row.next_attempt_at - row.created_at) < timedelta(minutes=1)  # due at once, by the database's clock


def test_two_who_ask_at_the_same_instant_get_one_mail(app: Flask) -> None:
    start = threading.Barrier(4)
    kept: list[bool] = []

    def ask() -> None:
        with app.app_context():
            start.wait()
            with unit_of_work():
                kept.append(
                    deliveries.enqueue(
                        kind=Kind.RECEIPT,
                        to_address="a@example.org",
                        to_name="A",
                        subject="B",
                        body_text="C",
                        from_name="D",
                        locale="fr",
                        dedupe_key="at-once",
                    )
                    is not None
                )

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == [False, False, False, True]
    assert sum(deliveries.counts().values()) == 1


def test_what_no_mail_and_no_database_can_carry_is_left_out_of_the_text(app: Flask) -> None:
    delivery = letter(
        subject="Un\r\nBcc: x@example.org",
        to_name="Jean\x00\u202e",
        from_name="Ana\ud800 Roy",
        body_text="Un\r\ndeux\x00\ud800\u2028trois\n\n\n  - quatre",
        body_html="<p>\x0b</p>",
    )
    row = look(delivery)
    assert row.subject == "Un Bcc: x@example.org"
    assert (row.to_name, row.from_name) == ("Jean", "Ana Roy")
    assert row.body_text == "Un\ndeux\ntrois\n\n\n  - quatre"
    assert row.body_html == "<p></p>"


def test_a_mail_waits_for_its_hour(app: Flask) -> None:
    hour = now() + timedelta(hours=2)
    assert letter(not_before=hour).next_attempt_at == hour
    assert claims.claim(10) == []


def test_a_domain_is_kept_as_smtp_writes_it(app: Flask) -> None:
    row = look(letter(to="elue@Québec.example.org"))
    assert row.to_address == "elue@xn--qubec-csa.example.org"
    assert row.to_domain == "xn--qubec-csa.example.org"


def test_an_address_that_cannot_be_written_to_fails_the_delivery_and_not_the_act(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter(to="not an address")
    deliveries.drain()
    row = look(delivery)
    assert row.state is State.FAILED
    assert "no mail can be written to this address" in row.last_reply
    assert smtp.received == []


def test_counts_are_by_group_and_their_sum_is_all_that_was_created(app: Flask) -> None:
    for group in ("one", "one", "two", None):
        letter(group_key=group)
    with unit_of_work():
        deliveries.cancel(guard_key="nothing", reason="none")
    assert deliveries.counts("one") == {**dict.fromkeys(State, 0), State.QUEUED: 2}
    assert sum(deliveries.counts().values()) == 4


def test_a_mail_withdrawn_before_it_leaves_is_never_sent(app: Flask, smtp: SmtpSink) -> None:
    waiting, held = letter(guard_key="test:1"), letter(guard_key="test:1")
    other = letter(guard_key="test:2")
    claim = claim_one()
    with unit_of_work():
        assert deliveries.cancel(guard_key="test:1", reason="withdrawn") == 2
    assert not claims.transmit(claim)  # the worker that held one finds it gone
    deliveries.drain()
    assert [state(waiting), state(held)] == [State.CANCELLED, State.CANCELLED]
    assert state(other) is State.ACCEPTED
    assert len(smtp.received) == 1
    assert deliveries.history(held.id)[-1].note == "withdrawn"


def test_a_mail_that_has_begun_to_leave_cannot_be_withdrawn(app: Flask) -> None:
    delivery = letter(guard_key="test:1")
    assert claims.transmit(claim_one())
    with unit_of_work():
        assert deliveries.cancel(guard_key="test:1", reason="withdrawn") == 0
    assert state(delivery) is State.TRANSMITTING


def test_a_withdrawal_that_is_rolled_back_withdraws_nothing(app: Flask) -> None:
    delivery = letter(guard_key="test:1")

    def change_my_mind() -> None:
        with unit_of_work():
            deliveries.cancel(guard_key="test:1", reason="withdrawn")
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        change_my_mind()
    assert state(delivery) is State.QUEUED
