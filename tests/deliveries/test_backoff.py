"""When a mail is tried again, and when that ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries import backoff, sending
from app.deliveries.models import State
from tests.deliveries.letters import letter, look, make_due, state, tried_first
from tests.engines import Behaviour, SmtpSink

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 240), (40, 240)])
def test_the_wait_grows_from_a_minute_to_four_hours(attempts: int, minutes: int) -> None:
    assert backoff.step(attempts) == timedelta(minutes=minutes)
    for _ in range(50):
        again = backoff.next_attempt(NOW, NOW, attempts, "451 later")
        assert again is not None
        assert 0.8 * minutes <= (again - NOW).total_seconds() / 60 <= 1.2 * minutes


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        ("4.7.1 Greylisted, please try again in 300 seconds", 300),
        ("4.7.1 Try again in 5 minutes", 300),
        ("4.2.0 please retry after 90", 90),
        ("4.3.2 try again in 2 hours", 7200),
        ("4.3.2 Try later, retry in 10m", 600),
        ("4.7.0 try again in 900000 s", 86400),
        ("4.2.2 mailbox full since 300 days", None),
        ("4.3.0 try again later", None),
        ("", None),
    ],
)
def test_what_the_other_side_asks_for_is_heard(reply: str, seconds: int | None) -> None:
    assert backoff.wished(reply) == (timedelta(seconds=seconds) if seconds is not None else None)


def test_a_wish_is_honoured_when_it_is_longer_than_ours() -> None:
    again = backoff.next_attempt(NOW, NOW, 1, "4.7.1 try again in 30 minutes")
    assert again == NOW + timedelta(minutes=30)
    short = backoff.next_attempt(NOW, NOW, 4, "4.7.1 try again in 1 second")
    assert short is not None
    assert short > NOW + timedelta(minutes=47)


def test_the_last_attempt_comes_at_the_end_of_the_72_hours_and_then_it_is_over() -> None:
    first = NOW - timedelta(hours=71)
    assert backoff.next_attempt(NOW, first, 20, "") == first + backoff.LIFE
    assert backoff.next_attempt(NOW, NOW - timedelta(hours=72), 20, "") is None


@given(st.integers(1, 60), st.floats(0, 80), st.text(max_size=300))
def test_a_next_attempt_is_always_later_and_never_beyond_the_end(attempts: int, hours: float, reply: str) -> None:
    first = NOW - timedelta(hours=hours)
    again = backoff.next_attempt(NOW, first, attempts, reply)
    if again is None:
        assert first + backoff.LIFE <= NOW
    else:
        assert NOW < again <= first + backoff.LIFE


@pytest.mark.data
def test_a_mail_that_is_refused_for_72_hours_is_dead(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    tried_first(delivery, timedelta(hours=73))
    smtp.next(Behaviour.refuse("451 4.3.0 later"))
    sending.drain()
    assert state(delivery) is State.DEAD
    make_due(delivery)
    sending.drain()
    assert smtp.received == []


@pytest.mark.data
def test_greylisting_is_waited_for_as_asked(app: Flask, smtp: SmtpSink) -> None:
    delivery = letter()
    smtp.next(Behaviour.refuse("450 4.2.0 greylisted, try again in 1200 seconds"))
    sending.drain()
    row = look(delivery)
    assert row.state is State.QUEUED
    waited = row.next_attempt_at - row.first_attempt_at
    assert timedelta(seconds=1195) < waited < timedelta(seconds=1205)
