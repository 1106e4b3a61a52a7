"""What people decide: guards of features, stops, and what becomes of a held mail."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import db
from app.deliveries import claims, sending
from app.deliveries import service as deliveries
from app.deliveries.errors import NoSuchDelivery, NotHeld
from app.deliveries.models import Decision, State
from tests.deliveries.letters import claim_one, drain_until_empty, letter, look, put, set_columns, state, tried_first
from tests.engines import SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]
SOMEBODY = uuid.uuid4()


def test_a_guard_is_asked_at_the_last_moment_and_its_reason_is_kept(app: Flask, smtp: SmtpSink) -> None:
    asked: list[str] = []

    def closed(key: str) -> str | None:
        asked.append(key)
        return "the campaign is closed" if key == "test:closed" else None

    deliveries.register_guard("test", closed)
    stopped, free, unguarded = letter(guard_key="test:closed"), letter(guard_key="test:open"), letter()
    assert asked == []
    sending.drain()
    assert asked == ["test:closed", "test:open"]
    assert [state(d) for d in (stopped, free, unguarded)] == [State.CANCELLED, State.ACCEPTED, State.ACCEPTED]
    assert deliveries.history(stopped.id)[-1].note == "the campaign is closed"
    assert len(smtp.received) == 2


def test_no_answer_is_not_a_yes_and_the_mail_leaves_once_somebody_answers(app: Flask, smtp: SmtpSink) -> None:
    mail = letter(guard_key="unheard-of:1")
    sending.drain()
    assert (state(mail), smtp.received) == (State.QUEUED, [])
    assert deliveries.history(mail.id)[-1].note == "nobody answers for « unheard-of »"
    sending.drain()
    assert len(deliveries.history(mail.id)) == 3  # it is not asked about again and again
    deliveries.register_guard("unheard-of", lambda key: None)
    set_columns(mail, next_attempt_at=now())
    sending.drain()
    assert state(mail) is State.ACCEPTED


def test_a_guard_sees_what_was_committed_after_the_claim(app: Flask) -> None:
    """Not what this worker happened to read earlier."""
    watched = letter(dedupe_key="watched")
    deliveries.register_guard(
        "test", lambda key: "stop" if db.session.get(deliveries.Delivery, watched.id).subject == "stop" else None
    )
    letter(guard_key="test:1")
    db.session.get(deliveries.Delivery, watched.id)
    batch = {claim.row.guard_key: claim for claim in claims.claim(2)}
    set_columns(watched, subject="stop")
    assert not claims.transmit(batch["test:1"])


@pytest.mark.parametrize("key", ["all", "group:campaign", "pace:official"])
def test_a_stop_keeps_back_what_it_covers_and_a_resume_lets_it_go(app: Flask, smtp: SmtpSink, key: str) -> None:
    covered = letter(group_key="campaign", pace_key="official")
    other = letter(group_key="other", pace_key="somebody")
    bare = letter()
    deliveries.stop(key, "election")
    drain_until_empty()
    free = State.QUEUED if key == "all" else State.ACCEPTED
    assert [state(d) for d in (covered, other, bare)] == [State.QUEUED, free, free]
    assert deliveries.resume(key)
    drain_until_empty()
    assert {state(d) for d in (covered, other, bare)} == {State.ACCEPTED}
    assert set(smtp.counts().values()) == {1}


def test_a_stop_also_stops_what_a_worker_holds(app: Flask) -> None:
    delivery = letter(group_key="campaign")
    claim = claim_one()
    deliveries.stop("group:campaign", "a mistake in the letter")
    assert not claims.transmit(claim)
    assert state(delivery) is State.QUEUED


def test_a_stop_rings_nothing_and_pulls_twice_without_harm(app: Flask) -> None:
    letter()
    deliveries.stop("all", "one")
    deliveries.stop("all", "two")
    assert not claims.any_due()
    assert deliveries.resume("all")
    assert not deliveries.resume("all")
    assert claims.any_due()


def test_a_pause_never_ages_a_mail(app: Flask) -> None:
    delivery = letter(group_key="campaign")
    tried_first(delivery, timedelta(hours=71))
    deliveries.stop("group:campaign", "holidays")
    deliveries.resume("group:campaign")
    row = look(delivery)
    assert row.first_attempt_at - row.created_at < timedelta(minutes=5)
    assert row.first_attempt_at >= row.created_at


@pytest.mark.parametrize("key", ["", "everything", "group:", "pace:", "domain:example.org"])
def test_a_stop_that_covers_nothing_known_is_refused(app: Flask, key: str) -> None:
    with pytest.raises(ValueError, match="not a stop"):
        deliveries.stop(key, "a typing mistake")


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Decision.RESEND, State.ACCEPTED),
        (Decision.ABANDON, State.CANCELLED),
        (Decision.ARRIVED, State.ACCEPTED),
    ],
)
def test_a_person_decides_about_a_held_mail(app: Flask, smtp: SmtpSink, decision: Decision, expected: State) -> None:
    delivery = letter()
    put(delivery, State.HELD)
    decided = deliveries.decide(delivery.id, decision, by=SOMEBODY)
    assert decided.state is (State.QUEUED if decision is Decision.RESEND else expected)
    drain_until_empty()
    assert state(delivery) is expected
    assert len(smtp.received) == (1 if decision is Decision.RESEND else 0)
    notes = [move.note for move in deliveries.history(delivery.id)]
    assert f"{decision} decided by {SOMEBODY}" in notes


@pytest.mark.parametrize("where", [where for where in State if where is not State.HELD])
def test_only_a_held_mail_is_decided_about(app: Flask, where: State) -> None:
    delivery = letter()
    put(delivery, where)
    for decision in Decision:
        with pytest.raises(NotHeld):
            deliveries.decide(delivery.id, decision, by=SOMEBODY)
    assert state(delivery) is where


def test_nobody_decides_about_what_is_not_there(app: Flask) -> None:
    with pytest.raises(NoSuchDelivery):
        deliveries.decide(uuid.uuid4(), Decision.RESEND, by=SOMEBODY)


def test_the_second_of_two_decisions_is_told_so(app: Flask) -> None:
    delivery = letter()
    put(delivery, State.HELD)
    deliveries.decide(delivery.id, Decision.ABANDON, by=SOMEBODY)
    with pytest.raises(NotHeld):
        deliveries.decide(delivery.id, Decision.RESEND, by=SOMEBODY)
