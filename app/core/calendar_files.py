"""A date that somebody puts into their own calendar: one event, or several to subscribe to, as iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

MIMETYPE = "text/calendar"
USUAL_LENGTH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event. Days, not hours: a whole day, of which `ends` is the last; without an end, an hour or that day.

    `uid` names the event for ever: the file taken again replaces it, all the more when `changed` says since when.
    """

    uid: str
    starts: date | datetime
    ends: date | datetime | None = None
    title: str
    place: str = ""
    description: str = ""
    url: str = ""
    changed: datetime | None = None


def event(
    uid: str, starts: date | datetime, ends: date | datetime | None, title: str, place: str, description: str, url: str
) -> bytes:
    """One event, as `Entry` tells; the same event is the same bytes, whenever it is asked for.

    Raises ValueError for an hour that does not say its time zone.
    """
    return several(
        [Entry(uid=uid, starts=starts, ends=ends, title=title, place=place, description=description, url=url)]
    )


def several(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """A calendar of several events, under a name. Raises ValueError as `event` does."""
    from icalendar import Calendar  # slow to load, and most processes never write a calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Porte-voix//FR")
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> Event:
    from icalendar import Event

    one, starts, ends = Event(), entry.starts, entry.ends
    one.add("uid", entry.uid)
    one.add("dtstamp", _instant(entry.changed or starts))
    if entry.changed is not None:
        one.add("last-modified", _instant(entry.changed))
    if isinstance(starts, datetime):
        one.add("dtstart", _instant(starts))
        one.add("dtend", _instant(ends) if isinstance(ends, datetime) else _instant(starts) + USUAL_LENGTH)
    else:
        one.add("dtstart", starts)
        one.add("dtend", (ends or starts) + timedelta(days=1))  # the day after the last
    one.add("summary", entry.title)
    for field, value in (("location", entry.place), ("description", entry.description), ("url", entry.url)):
        if value:
            one.add(field, value)
    return one


def _instant(value: date | datetime) -> datetime:
    """In UTC: every calendar understands it, and no definition of time zones need travel along."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if value.tzinfo is None:
        raise ValueError("an instant must say its time zone")
    return value.astimezone(UTC)
