"""Who holds which office on a day, how to address them, and how they come into the register."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.core.clock import today
from app.core.database import db
from app.core.keys import normal_email, search_key
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.officials.address import PORTFOLIOS, portfolio_in_words, role_in_words, salutation, seat_in_words
from app.officials.errors import NoSuchMandate, NoSuchOfficial
from app.officials.loading import load_officials
from app.officials.models import Gender, ListedOfficial, Mandate, Office, Official

__all__ = [
    "PORTFOLIOS",
    "add_official",
    "appoint",
    "end_mandate",
    "in_office",
    "load_officials",
    "minister_of",
    "mna_of",
    "mnas_by_riding",
    "officials",
    "on_list",
    "portfolio_in_words",
    "put_on_list",
    "role_in_words",
    "salutation",
    "seat",
    "seat_in_words",
]


def mna_of(riding_id: uuid.UUID, on: date | None = None) -> Mandate | None:
    """Whoever sits for the riding on that day (today); None while the seat is vacant."""
    return _holder(Mandate.riding_id == riding_id, on)


def mnas_by_riding(on: date | None = None) -> dict[uuid.UUID, Mandate]:
    """Everybody who sits on that day (today), by riding; vacant seats are not in it."""
    found = sa.select(Mandate).where(Mandate.office == Office.MNA, *_held_on(on or today()))
    return {mandate.riding_id: mandate for mandate in db.session.scalars(found) if mandate.riding_id}


def minister_of(portfolio: str, on: date | None = None) -> Mandate | None:
    """Whoever holds the portfolio on that day (today); None while nobody does."""
    return _holder(Mandate.portfolio == portfolio, on)


def on_list(name: str, on: date | None = None) -> list[Mandate]:
    """Those of the fixed list who are in office on that day, in its order, each by the highest office held."""
    listed = sa.select(ListedOfficial).where(ListedOfficial.list_name == name)
    found = []
    for entry in db.session.scalars(listed.order_by(ListedOfficial.position)):
        held = [mandate for mandate in entry.official.mandates if mandate.holds_on(on or today())]
        held.sort(key=lambda mandate: mandate.office is not Office.MINISTER)
        found += held[:1]
    return found


def in_office(on: date | None = None) -> list[Mandate]:
    """Every mandate held on that day (today), by office and by name."""
    found = db.session.scalars(sa.select(Mandate).where(*_held_on(on or today())))
    return sorted(found, key=lambda mandate: (mandate.office, search_key(mandate.official.name)))


def officials(ids: Sequence[uuid.UUID]) -> list[Official]:
    """The persons of these numbers, in this order. Raises NoSuchOfficial for an unknown or a repeated one."""
    known = {person.id: person for person in db.session.scalars(sa.select(Official).where(Official.id.in_(ids)))}
    found = []
    for number in ids:
        if number not in known:
            raise NoSuchOfficial(number)
        found.append(known.pop(number))
    return found


def add_official(
    *,
    name: str,
    gender: Gender,
    party: str,
    email: str | None,
    contact_source: str,
    phone: str | None = None,
    verified_on: date | None = None,
    is_invented: bool = False,
    riding_id: uuid.UUID | None = None,
    portfolio: str | None = None,
    since: date | None = None,
) -> Official:
    """A person who can be written to, and the offices held since that day (today), if any.

    Raises InvalidEmail. The database refuses a second holder of a seat or portfolio.
    """
    with unit_of_work():
        official = Official(
            name=one_line(name),
            gender=gender,
            party=one_line(party),
            email=normal_email(email) if email else None,
            phone=one_line(phone) or None,
            contact_source=one_line(contact_source),
            verified_on=verified_on,
            is_invented=is_invented,
        )
        db.session.add(official)
        db.session.flush()
        if portfolio:
            appoint(official, portfolio, since=since or today())
        if riding_id:
            seat(official, riding_id, since=since or today())
    return official


def seat(official: Official, riding_id: uuid.UUID, *, since: date, until: date | None = None) -> Mandate:
    """The official sits for that riding from that day. The database refuses a second holder."""
    return _begin(Mandate(office=Office.MNA, riding_id=riding_id, starts_on=since, ends_on=until), official)


def appoint(official: Official, portfolio: str, *, since: date, until: date | None = None) -> Mandate:
    """The official holds that portfolio from that day. The database refuses a second holder."""
    return _begin(Mandate(office=Office.MINISTER, portfolio=portfolio, starts_on=since, ends_on=until), official)


def end_mandate(mandate_id: uuid.UUID, *, on: date) -> None:
    """The mandate's last day: the seat or the portfolio is vacant on the next.

    Raises NoSuchMandate, or ValueError for a day before its first.
    """
    with unit_of_work():
        mandate = db.session.get(Mandate, mandate_id, with_for_update=True)
        if mandate is None:
            raise NoSuchMandate
        if on < mandate.starts_on:
            raise ValueError("a mandate does not end before it starts")
        mandate.ends_on = on


def put_on_list(name: str, officials: list[Official]) -> None:
    """These, in this order, are the fixed list of that name; whoever was on it before is no longer."""
    with unit_of_work():
        db.session.execute(sa.delete(ListedOfficial).where(ListedOfficial.list_name == name))
        for position, official in enumerate(officials, 1):
            db.session.add(ListedOfficial(list_name=name, official_id=official.id, position=position))


def _holder(office: sa.ColumnElement[bool], on: date | None) -> Mandate | None:
    held = sa.select(Mandate).where(office, *_held_on(on or today()))
    return db.session.scalar(held.order_by(Mandate.starts_on.desc()).limit(1))


def _held_on(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return Mandate.starts_on <= day, sa.or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day)


def _begin(mandate: Mandate, official: Official) -> Mandate:
    with unit_of_work():
        mandate.official_id = official.id
        db.session.add(mandate)
        db.session.flush()
    return mandate
