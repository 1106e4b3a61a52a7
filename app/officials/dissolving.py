"""The Assembly is dissolved: whoever sits stops that day, ministers stay. Told once, and undone if it was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defaultload

from app.accounts.models import Account
from app.core import audit, renderings
from app.core.clock import now, today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.officials.appointing import one_holder
from app.officials.errors import AlreadyDissolved, NotDissolved
from app.officials.holding import in_office
from app.officials.models import Dissolution, Mandate, Office, Official

LONGEST_AGO = timedelta(days=60)  # an election follows within 39 days (Loi électorale, art. 131)
_ENDING = tuple(office for office in Office if office.ends_with_the_assembly)


def dissolution(on: date | None = None) -> date | None:
    """The day of the dissolution that is in force on that day (today); None once somebody sits again."""
    standing = standing_dissolution(on)
    return standing.dissolved_on if standing else None


def standing_dissolution(on: date | None = None) -> Dissolution | None:
    """The act itself, while nobody has been elected since."""
    day = on or today()
    found = db.session.scalar(
        sa.select(Dissolution)
        .where(Dissolution.undone_at.is_(None), Dissolution.dissolved_on <= day)
        .order_by(Dissolution.dissolved_on.desc())
        .limit(1)
    )
    if found is None or _sits_again(found.dissolved_on, day):
        return None
    return found


def in_office_or_dissolved() -> list[Mandate]:
    """Everybody in office; while an election is under way, also those who sat until the Assembly was dissolved."""
    told = standing_dissolution()
    if told is None:
        return in_office(offices=tuple(Office))
    ended = sa.select(Mandate).where(Mandate.dissolution_id == told.id)
    until = db.session.scalars(ended.options(defaultload(Mandate.official).lazyload(Official.addresses)))
    return list({mandate.id: mandate for mandate in (*in_office(offices=tuple(Office)), *until)}.values())


def would_end(on: date) -> int:
    """How many mandates a dissolution on that day would end."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Mandate).where(*_ends(on))) or 0


def dissolve(*, on: date, by: Account) -> int:
    """Every mandate that goes with the Assembly has that last day. How many. Raises AlreadyDissolved.

    Raises ValueError for a day to come, or too long ago.
    """
    if not today() - LONGEST_AGO <= on <= today():
        raise ValueError("a dissolution is told once it took place")
    with _told_once(), unit_of_work():
        if standing_dissolution() is not None:
            raise AlreadyDissolved
        told = Dissolution(dissolved_on=on, account_id=by.id, told_at=now())
        db.session.add(told)
        db.session.flush()
        ended = db.session.scalars(sa.select(Mandate).where(*_ends(on)).with_for_update(of=Mandate)).all()
        for mandate in ended:
            mandate.end(on=on)
            mandate.dissolution_id = told.id
        renderings.touch(renderings.OFFICIALS)
        audit.record("dissolution.told", told.audit_key, by=by.id, on=on.isoformat(), mandates=len(ended))
    return len(ended)


def undo_dissolution(*, by: Account) -> int:
    """It was a mistake: the mandates that it ended go on. How many.

    Raises NotDissolved, and OfficeHeld when somebody else was given one of these offices since.
    """
    with one_holder(), unit_of_work():
        told = standing_dissolution()
        if told is None:
            raise NotDissolved
        told.undone_at = now()
        theirs = sa.select(Mandate).where(Mandate.dissolution_id == told.id).with_for_update(of=Mandate)
        resumed = db.session.scalars(theirs).all()
        for mandate in resumed:
            mandate.resume()
        db.session.flush()
        renderings.touch(renderings.OFFICIALS)
        audit.record("dissolution.undone", told.audit_key, by=by.id, mandates=len(resumed))
    return len(resumed)


@contextmanager
def _told_once() -> Iterator[None]:
    """Two people tell it at the same instant: the database takes one."""
    try:
        yield
    except IntegrityError as error:
        if "dissolutions" in str(error.orig):
            raise AlreadyDissolved from None
        raise


def _ends(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    """In office that day, and for longer. Who was elected since is another Assembly's."""
    later = sa.or_(Mandate.ends_on.is_(None), Mandate.ends_on > on)
    return Mandate.office.in_(_ENDING), Mandate.starts_on <= on, later


def _sits_again(since: date, on: date) -> bool:
    elected = Mandate.office == Office.MNA, Mandate.starts_on > since, Mandate.starts_on <= on
    return bool(db.session.scalar(sa.select(sa.exists().where(*elected))))
