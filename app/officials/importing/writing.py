"""A planned list is written: former holders leave, new ones begin, mailboxes change hands. All of it, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from app.core import renderings
from app.core.database import db
from app.core.keys import search_key
from app.officials.appointing import Mailbox, make_room
from app.officials.importing.planning import Outcome, Planned
from app.officials.models import Mandate, Official


def write(planned: Sequence[Planned], *, source: str) -> dict[int, list[uuid.UUID]]:
    """Within a unit of work. By line: the people to whom something happened.

    The offices are left before they are taken, whatever the order of the lines: ministers change places in one file.
    """
    changing = [one for one in planned if one.outcome not in (Outcome.SAME, Outcome.REFUSED)]
    for one in changing:
        for mandate in one.ends:
            make_room(mandate, since=one.since)
    db.session.flush()
    _take_away(changing)
    people: dict[str, Official] = {}
    done: dict[int, list[uuid.UUID]] = {}
    for one in changing:
        left = {mandate.official_id for mandate in one.ends} | {address.official_id for address in one.loses}
        if not one.sheet.is_vacant:
            official = _person(one, people, source)
            _begin(one, official)
            left.add(official.id)
        done[one.sheet.line] = sorted(left)
    db.session.flush()
    renderings.touch(renderings.OFFICIALS)
    return {line: whom for line, whom in done.items() if whom}


def _take_away(planned: Iterable[Planned]) -> None:
    """Mailboxes that are replaced, or change hands, go before they come again."""
    going = {address.id: address for one in planned for address in one.loses}
    for address in going.values():
        address.official.addresses.remove(address)
    db.session.flush()


def _person(one: Planned, people: dict[str, Official], source: str) -> Official:
    official = one.official or people.get(one.sheet.key)
    if official is None:
        if one.sheet.gender is None:  # the plan refuses such a line
            raise ValueError("a letter needs a gender")
        official = Official(
            name=one.sheet.name, search_key=search_key(one.sheet.name), gender=one.sheet.gender, party=one.sheet.party,
            phone=one.sheet.phone or None, contact_source=source,
        )  # fmt: skip
        db.session.add(official)
        db.session.flush()
        people[one.sheet.key] = official
        return official
    for name, value in one.fields.items():
        setattr(official, name, value)
    if one.fields:
        official.search_key, official.contact_source = search_key(official.name), source
    return official


def _begin(one: Planned, official: Official) -> None:
    known = {address.email_key for address in official.addresses}
    for row in map(Mailbox.row, one.gains):
        if row.email_key not in known:
            official.addresses.append(row)
    for function in one.begins:
        mandate = Mandate(**asdict(function), starts_on=one.since)
        official.mandates.append(mandate)
