"""Staff keep the register of officials by hand: a person, the mailboxes, an office that begins."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.core import audit, renderings
from app.core.clock import today
from app.core.database import db, locked
from app.core.keys import search_key
from app.core.unit_of_work import unit_of_work
from app.officials.appointing import Function, Mailbox, hand_over, make_room, one_holder
from app.officials.errors import AlreadyAddressed, NoSuchAddress, NoSuchOfficial, OfficeHeld
from app.officials.models import Gender, Mandate, Office, Official, OfficialAddress


@dataclass(frozen=True, kw_only=True)
class Details:
    """What staff say of a person."""

    name: str
    gender: Gender
    party: str
    phone: str
    source: str


def enter(details: Details, *, by: Account) -> Official:
    """Somebody new, without an office or a mailbox yet."""
    with unit_of_work():
        official = Official(contact_source=details.source, is_invented=False)
        _describe(official, details)
        db.session.add(official)
        db.session.flush()
        audit.record("official.added", official.audit_key, by=by.id)
    return official


def edit(official_id: uuid.UUID, details: Details, *, by: Account) -> Official:
    """Set right what is known of a person. Raises NoSuchOfficial."""
    with unit_of_work():
        official = _held(official_id)
        _describe(official, details)
        renderings.touch(renderings.OFFICIALS)
        audit.record("official.edited", official.audit_key, by=by.id)
    return official


def begin(official_id: uuid.UUID, function: Function, *, since: date, replaces: bool, by: Account) -> Mandate:
    """An office begins. `replaces`: whoever holds it leaves the day before, and a ministry hands its mailbox over.

    Raises NoSuchOfficial, OfficeHeld with the name of the holder, ValueError when the holder began that day or later.
    """
    with one_holder(), unit_of_work():
        official = _held(official_id)
        holder = _holder(function, official, since)
        if holder is not None:
            if not replaces or holder.official_id == official.id:
                raise OfficeHeld(name=holder.official.name)
            make_room(holder, since=since)
            audit.record("official.mandate_ended", holder.official.audit_key, by=by.id)
            db.session.flush()
            hand_over(holder, official)
        mandate = Mandate(**asdict(function), starts_on=since)
        official.mandates.append(mandate)
        db.session.flush()
        renderings.touch(renderings.OFFICIALS)
        audit.record("official.appointed", official.audit_key, by=by.id, kind=function.office.value)
    return mandate


def address_of(official_id: uuid.UUID, address_id: uuid.UUID) -> OfficialAddress:
    """That mailbox of that person. Raises NoSuchAddress."""
    address = db.session.get(OfficialAddress, address_id)
    if address is None or address.official_id != official_id:
        raise NoSuchAddress
    return address


def add_mailbox(official_id: uuid.UUID, mailbox: Mailbox, *, by: Account) -> OfficialAddress:
    """One more mailbox. Raises NoSuchOfficial, InvalidEmail, AlreadyAddressed."""
    with _one_each(), unit_of_work():
        official = _held(official_id)
        row = mailbox.row()
        official.addresses.append(row)
        db.session.flush()
        audit.record("official.address_added", official.audit_key, by=by.id, kind=row.kind.value)
    return row


def edit_mailbox(official_id: uuid.UUID, address_id: uuid.UUID, mailbox: Mailbox, *, by: Account) -> OfficialAddress:
    """Set a mailbox right. Raises NoSuchOfficial, NoSuchAddress, InvalidEmail, AlreadyAddressed."""
    with _one_each(), unit_of_work():
        official = _held(official_id)
        address, said = address_of(official_id, address_id), mailbox.row()
        for name in ("kind", "email", "email_key", "source", "verified_on", "is_shared"):
            setattr(address, name, getattr(said, name))
        db.session.flush()
        audit.record("official.address_edited", official.audit_key, by=by.id, kind=address.kind.value)
    return address


def remove_mailbox(official_id: uuid.UUID, address_id: uuid.UUID, *, by: Account) -> None:
    """Nobody is written to there any more. Raises NoSuchOfficial, NoSuchAddress."""
    with unit_of_work():
        official = _held(official_id)
        official.addresses.remove(address_of(official_id, address_id))
        audit.record("official.address_removed", official.audit_key, by=by.id)


def verify(official_id: uuid.UUID, address_id: uuid.UUID | None = None, *, by: Account) -> int:
    """Somebody looked today: that mailbox is right, or all of the person's. How many.

    Raises NoSuchOfficial, NoSuchAddress.
    """
    with unit_of_work():
        official = _held(official_id)
        seen = [address_of(official_id, address_id)] if address_id else list(official.addresses)
        for address in seen:
            address.verified_on = today()
        audit.record("official.verified", official.audit_key, by=by.id, rows=len(seen))
    return len(seen)


def _held(official_id: uuid.UUID) -> Official:
    official = locked(Official, official_id)
    if official is None:
        raise NoSuchOfficial(number=official_id)
    return official


def _describe(official: Official, details: Details) -> None:
    official.name, official.search_key = details.name, search_key(details.name)
    official.gender, official.party = details.gender, details.party
    official.phone, official.contact_source = details.phone or None, details.source


def _holder(function: Function, official: Official, since: date) -> Mandate | None:
    """Whoever holds that office on that day or later: it is held by one, but for critics, who are each their own."""
    wanted = sa.select(Mandate).where(
        Mandate.office == function.office, sa.or_(Mandate.ends_on.is_(None), Mandate.ends_on >= since)
    )
    if function.office is Office.CRITIC:
        wanted = wanted.where(Mandate.official_id == official.id)
    return next((one for one in db.session.scalars(wanted) if function.is_held_by(one)), None)


@contextmanager
def _one_each() -> Iterator[None]:
    """The database refuses a mailbox that the person has already."""
    try:
        yield
    except IntegrityError as error:
        if "official_addresses" in str(error.orig):
            raise AlreadyAddressed from None
        raise
