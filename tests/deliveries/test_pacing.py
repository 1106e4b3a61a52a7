"""Turns in the database: who takes them, whoever asks, and what waits meanwhile."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import queues
from app.core.unit_of_work import unit_of_work
from app.deliveries import claims, figures, pacing, rhythm
from app.deliveries import service as deliveries
from app.deliveries.models import Kind, State
from app.deliveries.tables import LANES, connection, database_after
from tests.deliveries.letters import claim_one, drain_until_empty, letter, look, make_due, set_columns, state
from tests.engines import SmtpSink

pytestmark = [pytest.mark.data, pytest.mark.engine]

OFFICIAL = {"pace_key": "official:1", "to": "elue@example.org"}


def lanes() -> dict[str, Any]:
    with unit_of_work():
        return {row.key: row for row in connection().execute(select(LANES))}


def free(key: str) -> None:
    """An hour goes by, for that lane alone."""
    hour_ago = {"turn_at": database_after(-3600), "free_at": database_after(-3600)}
    with unit_of_work():
        connection().execute(LANES.update().where(LANES.c.key == key).values(hour_ago))


def test_an_official_receives_one_message_and_the_next_waits_its_turn(paced: Flask, smtp: SmtpSink) -> None:
    first, second = letter(**OFFICIAL), letter(**OFFICIAL)
    drain_until_empty()
    assert [state(first), state(second)] == [State.ACCEPTED, State.QUEUED]
    assert look(second).attempts == 0
    free("pace:official:1")
    drain_until_empty()
    assert state(second) is State.ACCEPTED
    assert len(smtp.received) == 2


def test_each_official_has_a_turn_of_their_own(paced: Flask) -> None:
    letters = [letter(pace_key=f"official:{number}", to=f"elue{number}@example.org") for number in range(3)]
    assert {claim.row.id for claim in claims.claim(10)} == {one.id for one in letters}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in pacing.PACED])
def test_everything_but_messages_to_officials_leaves_at_once(paced: Flask, kind: Kind) -> None:
    letter(kind, **OFFICIAL)
    letter(kind, **OFFICIAL)
    assert len(claims.claim(10)) == 2


def test_a_demonstration_sends_at_once(app: Flask) -> None:
    letter(**OFFICIAL)
    letter(**OFFICIAL)
    assert len(claims.claim(10)) == 2
    assert deliveries.a_day() is None


def test_nobody_is_written_to_at_night(paced: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    letter(**OFFICIAL)
    monkeypatch.setattr(rhythm, "HOURS", {})
    assert not claims.any_due()
    assert claims.claim(10) == []


def test_the_turn_is_taken_with_the_mark_of_no_return_and_kept_if_the_worker_dies(paced: Flask) -> None:
    letter(**OFFICIAL)
    waiting = letter(**OFFICIAL)
    before = lanes()["pace:official:1"].turn_at
    assert claims.transmit(claim_one())
    assert lanes()["pace:official:1"].turn_at > before
    make_due(waiting)
    assert claims.claim(10) == []


def test_of_workers_who_come_at_once_one_takes_the_turn(paced: Flask) -> None:
    """Even when each holds a letter already: the lane says no at the point of no return."""
    for _ in range(3):
        letter(**OFFICIAL)
    held = []
    for _ in range(3):
        free("pace:official:1")
        held.append(claim_one())
    start = threading.Barrier(3)
    left: list[bool] = []

    def work(claim: claims.Claim) -> None:
        with paced.app_context():
            start.wait()
            left.append(claims.transmit(claim))

    workers = [threading.Thread(target=work, args=(claim,)) for claim in held]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(left) == [False, False, True]
    assert deliveries.counts()[State.QUEUED] == 2


def test_letters_in_the_database_keep_the_cap_in_every_hour(paced: Flask) -> None:
    """The same lanes as in production, asked at moments of our own by two workers: each minute of two hours."""
    row = look(letter(**OFFICIAL))
    taken, at = [], datetime.now(UTC) + timedelta(minutes=1)
    with unit_of_work():
        for minute in range(120):
            moment = at + timedelta(minutes=minute)
            for _ in range(2):  # two workers hold a letter each
                if pacing.take_turn(row, moment) is None:
                    taken.append(moment)
    for first in taken:
        assert sum(first <= moment < first + timedelta(hours=1) for moment in taken) <= 30
    assert len(taken) >= 56


def test_a_domain_has_a_cap_of_its_own(paced: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(paced.config, "PACE_PER_HOUR", 2)
    monkeypatch.setitem(paced.config, "PACE_DOMAIN_PER_HOUR", 2)
    here = [letter(pace_key=f"official:{number}", to=f"elue{number}@example.org") for number in range(3)]
    elsewhere = letter(pace_key="official:4", to="elue@example.com")
    taken = {claim.row.id for claim in claims.claim(10)}
    assert elsewhere.id in taken
    assert len(taken & {one.id for one in here}) == 1


def test_a_letter_whose_domain_has_no_turn_left_goes_back_unsent(paced: Flask) -> None:
    letter(**OFFICIAL)
    claim = claim_one()
    with unit_of_work():
        full = LANES.update().where(LANES.c.key == "domain:example.org")
        connection().execute(full.values(turn_at=database_after(600)))
    assert not claims.transmit(claim)
    row = look(claim.row)
    assert (row.state, row.attempts) == (State.QUEUED, 0)
    assert deliveries.history(claim.row.id)[-1].note == "not its turn yet"


def test_waiting_for_a_turn_never_ages_a_letter(paced: Flask) -> None:
    """It was refused once, and then waited five days for its turn: its 72 hours are still before it."""
    refused = letter(**OFFICIAL)
    five_days_ago = {"first_attempt_at": database_after(-5 * 86400 - 60), "next_attempt_at": database_after(-5 * 86400)}
    set_columns(refused, attempts=1, **five_days_ago)
    claim = claim_one()
    age = claim.row.lease_until - claim.row.first_attempt_at
    assert age < timedelta(minutes=5)


def test_a_stop_keeps_the_letters_of_an_official_in_their_lane(paced: Flask) -> None:
    letter(group_key="campaign:1", **OFFICIAL)
    other = letter(group_key="campaign:2", **OFFICIAL)
    deliveries.stop("group:campaign:1", "holidays")
    assert [claim.row.id for claim in claims.claim(10)] == [other.id]


def test_what_features_forbid_frees_the_turn_for_the_next(paced: Flask) -> None:
    deliveries.register_guard("test", lambda key: "withdrawn" if key == "test:1" else None)
    letter(guard_key="test:1", **OFFICIAL)
    second = letter(guard_key="test:2", **OFFICIAL)
    assert [claim.row.id for claim in claims.claim(10)] == [second.id]


def test_what_is_put_off_waits_and_is_not_lost(paced: Flask) -> None:
    deliveries.register_guard("test", lambda key: deliveries.Later("assembly_dissolved"))
    waiting = letter(guard_key="test:1", **OFFICIAL)
    assert claims.claim(10) == []
    row = look(waiting)
    assert (row.state, row.attempts) == (State.QUEUED, 0)
    assert row.next_attempt_at > row.created_at + timedelta(hours=23)


def test_without_pacing_any_more_what_waited_in_lanes_leaves(paced: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [letter(**OFFICIAL) for _ in range(3)]
    monkeypatch.setitem(paced.config, "IS_PACED", False)
    drain_until_empty()
    assert {state(one) for one in letters} == {State.ACCEPTED}


def test_nobody_asks_in_a_circle_while_a_domain_is_full(paced: Flask, smtp: SmtpSink) -> None:
    """The sweeper rings when there may be a turn again."""
    letter(**OFFICIAL)
    with unit_of_work():
        full = LANES.update().where(LANES.c.key == "domain:example.org")
        connection().execute(full.values(turn_at=database_after(600)))
    paced.extensions["redis"].flushdb()
    assert claims.any_due()
    assert deliveries.drain() == 0
    assert len(queues.queue(queues.DRAIN.queue)) == 0


def test_a_forecast_says_when_the_last_message_of_a_campaign_leaves(
    paced: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        letter(pace_key=f"official:{number % 2}", group_key="campaign:1")
    letter(pace_key="official:3", group_key="campaign:2")
    assert deliveries.finishes_at("campaign:3") is None
    now = datetime.now(UTC)
    mine, others = deliveries.finishes_at("campaign:1"), deliveries.finishes_at("campaign:2")
    assert mine is not None
    assert others is not None
    assert timedelta(minutes=55) < mine - now < timedelta(minutes=65)  # thirty each, side by side
    assert others - now < timedelta(minutes=5)


def test_health_turns_red_when_nobody_takes_what_could_leave(app: Flask) -> None:
    late = letter()
    assert not figures.worker_is_late()
    set_columns(late, next_attempt_at=database_after(-130))
    assert figures.worker_is_late()
    claims.claim(1)
    assert not figures.worker_is_late()  # somebody has it in hand


def test_a_stop_is_no_reason_for_alarm(app: Flask) -> None:
    set_columns(letter(), next_attempt_at=database_after(-130))
    deliveries.stop("all", "a mistake in the letter")
    assert not figures.worker_is_late()


def test_the_status_counts_the_closed_list_and_the_age_of_the_oldest(app: Flask) -> None:
    assert deliveries.status() == {**dict.fromkeys(State, 0), "oldest_queued_seconds": None}
    set_columns(letter(), created_at=database_after(-90))
    letter()
    told = deliveries.status()
    assert told["queued"] == 2
    assert 89 <= (told["oldest_queued_seconds"] or 0) <= 120
