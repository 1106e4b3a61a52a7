"""When officials are written to and how fast: arithmetic alone, with a clock of our own."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.clock import TORONTO
from app.deliveries import holidays, rhythm
from app.deliveries.rhythm import HOUR, Turn

MONDAY_AT_NINE = datetime(2026, 11, 23, 9, tzinfo=TORONTO).astimezone(UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO).astimezone(UTC)


def most_in_an_hour(times: list[datetime]) -> int:
    """Of all windows of an hour, wherever they begin, the most that one of them holds."""
    most = begin = 0
    for end, last in enumerate(times):
        while last - times[begin] >= HOUR:
            begin += 1
        most = max(most, end - begin + 1)
    return most


def left(number: int, per_hour: int, rest: random.Random) -> list[datetime]:
    """When each of that many letters to one official left, with workers who look late, die and all wake at once."""
    turn, free_at, times = Turn(MONDAY_AT_NINE, rhythm.of_official(per_hour)), MONDAY_AT_NINE, []
    now = MONDAY_AT_NINE
    while len(times) < number:
        now = rhythm.opening(max(now, free_at) + timedelta(seconds=rest.choice((0, 0, 1, 30, 31, 4000))))
        if not turn.is_free(now):
            continue
        times.append(now)
        turn = turn.taken(now, rhythm.share(now))
        letter = uuid.UUID(int=rest.getrandbits(128))
        free_at = turn.opens_at + turn.rhythm.slack * rhythm.dice(letter)
    return times


def test_5_000_letters_to_one_official_never_exceed_the_cap_in_any_hour() -> None:
    times = left(5_000, 30, random.Random(5))
    assert most_in_an_hour(times) == 30
    assert all(rhythm.share(time) for time in times)


@settings(max_examples=30)
@given(per_hour=st.integers(2, 600), seed=st.integers(0, 10_000))
def test_no_cap_is_exceeded_in_any_hour_whatever_the_workers_do(per_hour: int, seed: int) -> None:
    assert most_in_an_hour(left(300, per_hour, random.Random(seed))) <= per_hour


def test_a_domain_takes_a_burst_and_never_more_than_its_cap_in_any_hour() -> None:
    turn, now, times = Turn(MONDAY_AT_NINE, rhythm.of_domain(1200)), MONDAY_AT_NINE, []
    while len(times) < 3_000:
        if turn.is_free(now):
            times.append(now)
            turn = turn.taken(now)
        else:
            now += timedelta(seconds=30)  # the sweeper's round
    assert most_in_an_hour(times) <= 1200
    assert sum(time == MONDAY_AT_NINE for time in times) == 41
    assert most_in_an_hour(times) > 1100  # and it is used


def test_a_sweeper_that_comes_every_thirty_seconds_costs_no_turn() -> None:
    """Being late within the slack is made up for: the pace that is promised is kept."""
    turn, free_at, now, times = Turn(MONDAY_AT_NINE, rhythm.of_official(30)), MONDAY_AT_NINE, MONDAY_AT_NINE, []
    while now < MONDAY_AT_NINE + 3 * HOUR:
        if now >= free_at and turn.is_free(now):
            times.append(now)
            turn = turn.taken(now, 1.0)
            free_at = turn.opens_at + turn.rhythm.slack * rhythm.dice(uuid.UUID(int=len(times) * 7919 << 20))
        now += timedelta(seconds=30)
    assert 84 <= len(times) <= 90


@pytest.mark.parametrize(
    ("moment", "share"),
    [
        ("2026-11-23T07:59", 0.0),
        ("2026-11-23T08:00", 0.5),
        ("2026-11-23T10:30", 1.0),
        ("2026-11-23T12:30", 0.5),
        ("2026-11-23T17:59", 0.5),
        ("2026-11-23T18:00", 0.0),
        ("2026-11-28T10:00", 0.0),  # a Saturday
        ("2026-07-06T09:00", 1.0),  # by the clock of the summer too
    ],
)
def test_letters_leave_in_office_hours_of_quebec(moment: str, share: float) -> None:
    assert rhythm.share(at(moment)) == share


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T10:30", "2026-11-23T10:30"),
        ("2026-11-23T18:00", "2026-11-24T08:00"),
        ("2026-11-27T23:00", "2026-11-30T08:00"),
        ("2026-03-07T12:00", "2026-03-09T08:00"),  # the clocks go forward in between
    ],
)
def test_what_comes_at_night_waits_for_the_morning(moment: str, opens: str) -> None:
    assert rhythm.opening(at(moment)) == at(opens)


def test_the_dice_of_a_letter_are_always_the_same_and_fall_evenly() -> None:
    letters = [uuid.UUID(int=random.Random(number).getrandbits(128)) for number in range(1000)]
    thrown = [rhythm.dice(letter) for letter in letters]
    assert thrown == [rhythm.dice(letter) for letter in letters]
    assert all(0 <= value < 1 for value in thrown)
    assert 0.45 < sum(thrown) / 1000 < 0.55


def test_a_forecast_counts_in_office_hours() -> None:
    pace = rhythm.of_official(30)
    assert rhythm.per_day(pace) == 250
    assert rhythm.done_at(1, pace, MONDAY_AT_NINE) < MONDAY_AT_NINE + timedelta(minutes=3)
    assert rhythm.done_at(1000, pace, MONDAY_AT_NINE).astimezone(TORONTO).date().isoformat() == "2026-11-27"
    evening = at("2026-11-27T20:00")
    assert rhythm.done_at(10, pace, evening).astimezone(TORONTO).date().isoformat() == "2026-11-30"


def test_letters_rest_on_the_public_holidays_of_quebec() -> None:
    """Those of two years as the calendars of the government give them."""
    of_2026 = "01-01 04-03 04-06 05-18 06-24 07-01 09-07 10-12 12-25"
    of_2029 = "01-01 03-30 04-02 05-21 06-24 07-02 09-03 10-08 12-25"  # the first of July is a Sunday
    for year, days in ((2026, of_2026), (2029, of_2029)):
        assert sorted(f"{day:%m-%d}" for day in holidays.of_year(year)) == days.split()
    assert rhythm.share(at("2026-10-12T10:00")) == 0
    assert rhythm.opening(at("2026-04-02T18:00")) == at("2026-04-07T08:00")  # from Thursday over Easter to Tuesday
    forecast = rhythm.done_at(300, rhythm.of_official(30), at("2026-12-24T08:00"))
    assert at("2026-12-28T08:00") < forecast < at("2026-12-28T18:00")


@pytest.mark.parametrize(
    "day",
    ["1961-04-02", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"],
)
def test_easter_falls_where_the_church_says(day: str) -> None:
    assert holidays.easter_sunday(int(day[:4])).isoformat() == day
