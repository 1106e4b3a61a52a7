"""The rail of the staff pages. Each feature puts its entries in at start; a visitor sees those of their rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from app.core.access import Visitor, doors

FIRST, MIDDLE, LAST = 0, 50, 100


@dataclass(frozen=True)
class Entry:
    """One line of the rail. `count` says how many things wait there for this visitor."""

    endpoint: str
    label: object  # translated when shown
    right: str
    count: Callable[[Any], int] | None
    place: int

    @property
    def section(self) -> str:
        return self.endpoint.partition(".")[0]


_entries: dict[str, Entry] = {}


def register(
    endpoint: str,
    label: object,
    right: str,
    count: Callable[[Any], int] | None = None,
    *,
    place: int = MIDDLE,
) -> None:
    """At start: a page for the rail, for those who have the right. Entries of the same place keep their order."""
    _entries[endpoint] = Entry(endpoint, label, right, count, place)


def of_visitor() -> list[dict[str, Any]]:
    """What the rail shows to whoever is signed in: href, label, current, count."""
    visitor = doors.visitor()
    if visitor is None:
        return []
    shown = [entry for entry in _in_order() if visitor.may(entry.right)]
    here = _current(shown)
    return [_line(entry, visitor, entry is here) for entry in shown]


def _in_order() -> list[Entry]:
    known = [entry for entry in _entries.values() if entry.endpoint in current_app.view_functions]
    return sorted(known, key=lambda entry: entry.place)


def _current(shown: list[Entry]) -> Entry | None:
    """The entry of this very page, else the one whose section it is in."""
    exact = (entry for entry in shown if entry.endpoint == request.endpoint)
    section = (entry for entry in shown if entry.section == request.blueprint)
    return next(exact, None) or next(section, None)


def _line(entry: Entry, visitor: Visitor, current: bool) -> dict[str, Any]:
    return {
        "href": url_for(entry.endpoint),
        "label": str(entry.label),
        "current": current,
        "count": entry.count(visitor) if entry.count else None,
    }
