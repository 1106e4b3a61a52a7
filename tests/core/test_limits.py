"""How often something may be done: what is counted, for how long, and what happens without Redis."""

from __future__ import annotations

import time

import pytest
import redis
from flask import Flask

from app.core import limits, queues
from app.core.suspicion import Suspicion, judge

TWICE = limits.Limit("twice", 2, 3600)
ONCE = limits.Limit("once", 1, 60)


def test_what_is_within_the_limit_passes_and_the_next_one_is_told_when_it_ends(app: Flask) -> None:
    counted = [(TWICE, "somebody")]
    assert limits.exceeded(counted) == {}
    assert limits.exceeded(counted) == {}
    (left,) = limits.exceeded(counted).values()
    assert 3590 < left <= 3600


def test_several_limits_are_counted_together_and_each_by_itself(app: Flask) -> None:
    counted = [(TWICE, "somebody"), (ONCE, "somewhere")]
    assert limits.exceeded(counted) == {}
    assert set(limits.exceeded(counted)) == {ONCE}
    assert set(limits.exceeded(counted)) == {TWICE, ONCE}
    assert limits.exceeded([(ONCE, "elsewhere")]) == {}


def test_the_forms_of_a_day_ask_one_mailbox_twenty_times_whatever_they_are_about(app: Flask) -> None:
    """Each of them has its mailbox confirm, and it may be a stranger's."""

    def sends(number: int) -> Suspicion | None:
        form = {"email_key": f"ana+{number}@example.com", "about": f"campaign {number}", "usual": TWICE, "places": []}
        return judge(None, **form).suspicion

    assert [sends(number) for number in range(21)] == [None] * 20 + [Suspicion.ADDRESS_LIMIT]
    assert judge(None, email_key="bo@example.com", about="campaign 1", usual=TWICE, places=[]).suspicion is None


@pytest.mark.parametrize(("address", "place"), [
    ("203.0.113.7", "203.0.113.7/32"),
    ("::ffff:203.0.113.7", "203.0.113.7/32"),  # as a server writes it that listens to both
    ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    (None, "unknown"),
])  # fmt: skip
def test_a_place_is_one_visitor_or_one_house(address: str | None, place: str) -> None:
    assert limits.network(address) == place


def test_looking_counts_nothing(app: Flask) -> None:
    counted = [(ONCE, "somebody")]
    assert not limits.reached(counted)
    assert not limits.reached(counted)
    limits.exceeded(counted)
    assert limits.reached(counted)


def test_every_counter_has_an_end_that_counting_does_not_put_off(app: Flask) -> None:
    counted = [(TWICE, "somebody"), (ONCE, "somebody")]
    limits.exceeded(counted)
    keys = list(queues.connection().scan_iter("portevoix:limit:*"))
    ends = [queues.connection().pexpiretime(key) for key in keys]
    assert len(keys) == 2
    assert all(end > time.time() * 1000 for end in ends)
    limits.exceeded(counted)
    assert [queues.connection().pexpiretime(key) for key in keys] == ends


def test_what_is_forgotten_starts_anew(app: Flask) -> None:
    counted = [(ONCE, "somebody"), (TWICE, "somebody")]
    limits.exceeded(counted)
    limits.forget(counted)
    assert limits.exceeded(counted) == {}


def test_redis_holds_neither_an_address_nor_a_place(app: Flask) -> None:
    limits.exceeded([(ONCE, "marie@example.org"), (TWICE, "203.0.113.7")])
    assert not [key for key in queues.connection().scan_iter() if b"example.org" in key or b"203.0.113" in key]


def test_nothing_is_limited_while_redis_is_away_and_it_is_left_in_peace(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    monkeypatch.setitem(app.extensions, "redis", away)
    monkeypatch.setitem(app.extensions, "redis_silent_until", 0.0)
    counted = [(ONCE, "somebody")]
    assert [limits.exceeded(counted), limits.exceeded(counted)] == [{}, {}]
    assert not limits.reached(counted)
    limits.forget(counted)
    assert app.extensions["redis_silent_until"] > time.monotonic()
