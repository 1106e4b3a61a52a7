"""Who holds which office on a day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import defaultload, selectinload

from app.core.clock import today
from app.core.database import db
from app.core.keys import search_key
from app.officials.errors import NoSuchOfficial
from app.officials.models import ListedOfficial, Mandate, Office, Official

# Of several offices, the one by which somebody on a fixed list is written to.
_HIGHEST_FIRST = (
    Office.MINISTER, Office.HEAD, Office.MNA, Office.CRITIC, Office.WHIP, Office.REGIONAL_MINISTER,
)  # fmt: skip
SEATS_AND_MINISTRIES = (Office.MNA, Office.MINISTER)


def mna_of(riding_id: uuid.UUID, on: date | None = None) -> Mandate | None:
    """Whoever sits for the riding on that day (today); None while the seat is vacant."""
    return _holder(on, Mandate.office == Office.MNA, Mandate.riding_id == riding_id)


def mnas_by_riding(on: date | None = None) -> dict[uuid.UUID, Mandate]:
    """Everybody who sits on that day (today), by riding; vacant seats are not in it."""
    return {mandate.riding_id: mandate for mandate in _held(on, Mandate.office == Office.MNA) if mandate.riding_id}


def minister_of(portfolio: str, on: date | None = None) -> Mandate | None:
    """Whoever holds the portfolio on that day (today); None while nobody does."""
    return _holder(on, Mandate.office == Office.MINISTER, Mandate.portfolio == portfolio)


def regional_minister(region_code: str, on: date | None = None) -> Mandate | None:
    """The minister responsible for the region on that day (today); None while nobody is."""
    return _holder(on, Mandate.office == Office.REGIONAL_MINISTER, Mandate.region_code == region_code)


def critics_of(party: str | None = None, portfolio: str | None = None, on: date | None = None) -> list[Mandate]:
    """Who speaks for that party (any) on that portfolio (any), by party. Capitals and accents of a party are forgiven.

    A party may have several for one portfolio, and none for another.
    """
    wanted = [Mandate.office == Office.CRITIC, *([Mandate.portfolio == portfolio] if portfolio else [])]
    found = _held(on, *wanted)
    if party:
        found = [mandate for mandate in found if search_key(mandate.party or "") == search_key(party)]
    return sorted(found, key=lambda mandate: (search_key(mandate.party or ""), search_key(mandate.official.name)))


def heads(institution: str | None = None, region_code: str | None = None, on: date | None = None) -> list[Mandate]:
    """Who heads that institution (any), or those of a region (all), by institution."""
    wanted = [Mandate.office == Office.HEAD, *([Mandate.region_code == region_code] if region_code else [])]
    found = _held(on, *wanted)
    if institution:
        found = [one for one in found if search_key(one.institution or "") == search_key(institution)]
    return sorted(found, key=lambda mandate: search_key(mandate.institution or ""))


def parties(on: date | None = None) -> list[str]:
    """The parties of those who sit on that day (today), in order; each as it is written."""
    sitting = sa.select(Official.party).join(Mandate, Mandate.official_id == Official.id)
    found = db.session.scalars(sitting.where(Mandate.office == Office.MNA, *held_on(on or today())).distinct())
    return sorted((party for party in found if party), key=search_key)


def on_list(name: str, on: date | None = None) -> list[Mandate]:
    """Those of the fixed list who are in office on that day, in its order, each by the highest office held."""
    listed = sa.select(ListedOfficial).where(ListedOfficial.list_name == name)
    listed = listed.options(selectinload(ListedOfficial.official).selectinload(Official.mandates))
    found = []
    for entry in db.session.scalars(listed.order_by(ListedOfficial.position)):
        held = entry.official.mandates_on(on or today())
        held.sort(key=lambda mandate: _HIGHEST_FIRST.index(mandate.office))
        found += held[:1]
    return found


def in_office(on: date | None = None, offices: Sequence[Office] = SEATS_AND_MINISTRIES) -> list[Mandate]:
    """Every seat and every ministry (or every such office) held on that day (today), by office and by name.

    Who holds them, not where they are written to: their mailboxes are read when they are asked for.
    """
    held = sa.select(Mandate).where(Mandate.office.in_(offices), *held_on(on or today()))
    found = db.session.scalars(held.options(defaultload(Mandate.official).lazyload(Official.addresses)))
    return sorted(found, key=lambda mandate: (mandate.office, search_key(mandate.official.name)))


def officials(ids: Sequence[uuid.UUID]) -> list[Official]:
    """The persons of these numbers, in this order. Raises NoSuchOfficial for an unknown or a repeated one."""
    known = {person.id: person for person in db.session.scalars(sa.select(Official).where(Official.id.in_(ids)))}
    found = []
    for number in ids:
        if number not in known:
            raise NoSuchOfficial(number=number)
        found.append(known.pop(number))
    return found


def held_on(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """What a mandate in force on that day fulfils."""
    return Mandate.starts_on <= day, sa.or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day)


def _held(on: date | None, *wanted: sa.ColumnElement[bool]) -> list[Mandate]:
    return list(db.session.scalars(sa.select(Mandate).where(*wanted, *held_on(on or today()))))


def _holder(on: date | None, *wanted: sa.ColumnElement[bool]) -> Mandate | None:
    held = sa.select(Mandate).where(*wanted, *held_on(on or today()))
    return db.session.scalar(held.order_by(Mandate.starts_on.desc()).limit(1))
