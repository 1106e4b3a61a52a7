"""An event is a file that calendars read: whole days or hours, whatever the words in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import calendar_files
from app.core.clock import TORONTO

NOON = datetime(2026, 12, 1, 12, tzinfo=TORONTO)


def event(**changes: object) -> tuple[bytes, icalendar.Event]:
    told = {"uid": "visite-1@example.org", "starts": NOON, "ends": None, "title": "Visite", "place": ""}
    told |= {"description": "", "url": ""} | changes
    content = calendar_files.event(**told)  # type: ignore[arg-type]
    return content, icalendar.Calendar.from_ical(content).walk("VEVENT")[0]


def test_an_hour_is_told_in_utc_and_lasts_an_hour_unless_said_otherwise() -> None:
    content, found = event()
    assert b"DTSTART:20261201T170000Z\r\n" in content
    assert found["dtend"].dt - found["dtstart"].dt == timedelta(hours=1)
    assert event(ends=NOON + timedelta(hours=3))[1]["dtend"].dt == datetime(2026, 12, 1, 20, tzinfo=UTC)


def test_a_day_is_told_whole_and_the_last_one_counts() -> None:
    _, found = event(starts=date(2026, 12, 1))
    assert (found["dtstart"].dt, found["dtend"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
    assert event(starts=date(2026, 12, 1), ends=date(2026, 12, 3))[1]["dtend"].dt == date(2026, 12, 4)


def test_the_same_event_is_the_same_bytes() -> None:
    assert event()[0] == event()[0]


def test_an_hour_without_its_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        event(starts=datetime(2026, 12, 1, 12))  # noqa: DTZ001 - that is what is refused


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_whatever_is_written_is_read_again_and_no_line_is_too_long(words: str) -> None:
    content, found = event(title=words, place=f"{words}, là;\\", description=f"{words}\nEND:VEVENT")
    assert found["summary"] == words
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.count(b"\r\nEND:VEVENT\r\n") == 1
