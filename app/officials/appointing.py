"""People come into the register, begin an office and end it. The database refuses a second holder of an office."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from app.core import audit, renderings
from app.core.clock import today
from app.core.database import db, locked
from app.core.keys import email_key, normal_email, search_key
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.officials.errors import MandateOver, NoSuchMandate, OfficeHeld
from app.officials.models import AddressKind, Gender, Mandate, Office, Official, OfficialAddress

_ONE_DAY = timedelta(days=1)
_HELD = "_held"  # the end of the names of the indexes that let nobody hold what another holds


@dataclass(frozen=True, kw_only=True)
class Function:
    """An office, and what it is for; what the others ask stays None."""

    office: Office
    riding_id: uuid.UUID | None = None
    portfolio: str | None = None
    party: str | None = None
    institution: str | None = None
    region_code: str | None = None
    title: str = ""

    def is_held_by(self, mandate: Mandate) -> bool:
        """Whether that mandate is this very office; a title is only its name, and a region where an institution is."""
        same = self.office is mandate.office and self.riding_id == mandate.riding_id
        same = same and self.portfolio == mandate.portfolio
        same = same and all(
            search_key(getattr(self, name) or "") == search_key(getattr(mandate, name) or "")
            for name in ("party", "institution")
        )
        return same and (self.office is not Office.REGIONAL_MINISTER or self.region_code == mandate.region_code)


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """Where somebody can be written to."""

    email: str
    kind: AddressKind = AddressKind.OTHER
    source: str = ""
    verified_on: date | None = None
    is_shared: bool = False

    def row(self) -> OfficialAddress:
        """Raises InvalidEmail. The mailbox of a ministry is always shared."""
        address = normal_email(self.email)
        return OfficialAddress(
            kind=self.kind, email=address, email_key=email_key(address), source=one_line(self.source),
            verified_on=self.verified_on, is_shared=self.is_shared or self.kind is AddressKind.MINISTRY,
        )  # fmt: skip


def add_official(
    *,
    name: str,
    gender: Gender,
    party: str,
    contact_source: str,
    email: str | None = None,
    phone: str | None = None,
    verified_on: date | None = None,
    is_invented: bool = False,
    riding_id: uuid.UUID | None = None,
    portfolio: str | None = None,
    since: date | None = None,
    mailboxes: tuple[Mailbox, ...] = (),
) -> Official:
    """A person who can be written to, and the seat and the ministry held since that day (today), if any.

    `email` is a mailbox of no kind in particular. Raises InvalidEmail, OfficeHeld.
    """
    if email:
        mailboxes = (*mailboxes, Mailbox(email=email, source=contact_source, verified_on=verified_on))
    with unit_of_work():
        official = Official(
            name=one_line(name),
            search_key=search_key(name),
            gender=gender,
            party=one_line(party),
            phone=one_line(phone) or None,
            contact_source=one_line(contact_source),
            is_invented=is_invented,
            addresses=[mailbox.row() for mailbox in mailboxes],
        )
        db.session.add(official)
        db.session.flush()
        if portfolio:
            appoint(official, portfolio, since=since or today())
        if riding_id:
            seat(official, riding_id, since=since or today())
    return official


def seat(official: Official, riding_id: uuid.UUID, *, since: date, until: date | None = None) -> Mandate:
    """The official sits for that riding from that day. Raises OfficeHeld."""
    return give(official, Function(office=Office.MNA, riding_id=riding_id), since=since, until=until)


def appoint(official: Official, portfolio: str, *, since: date, until: date | None = None) -> Mandate:
    """The official holds that portfolio from that day. Raises OfficeHeld."""
    return give(official, Function(office=Office.MINISTER, portfolio=portfolio), since=since, until=until)


def give(official: Official, function: Function, *, since: date, until: date | None = None) -> Mandate:
    """The official holds that office from that day. Raises OfficeHeld while somebody else does."""
    with one_holder(), unit_of_work():
        mandate = Mandate(**asdict(function), official_id=official.id, starts_on=since, ends_on=until)
        db.session.add(mandate)
        db.session.flush()
        renderings.touch(renderings.OFFICIALS)
    return mandate


def end_mandate(mandate_id: uuid.UUID, *, on: date, by: uuid.UUID | None = None) -> Mandate:
    """The mandate's last day: the office is vacant on the next.

    Raises NoSuchMandate, MandateOver when it has an end already, ValueError for a day before its first.
    """
    with unit_of_work():
        mandate = locked(Mandate, mandate_id)
        if mandate is None:
            raise NoSuchMandate
        if mandate.ends_on is not None:
            raise MandateOver
        mandate.end(on=on)
        renderings.touch(renderings.OFFICIALS)
        audit.record("official.mandate_ended", mandate.official.audit_key, by=by, on=on.isoformat())
    return mandate


def make_room(mandate: Mandate, *, since: date) -> None:
    """Within a unit of work: the former holder's last day is the one before. Raises ValueError when it is too early."""
    mandate.end(on=since - _ONE_DAY)


def mailboxes_left(mandate: Mandate, *, on: date) -> list[OfficialAddress]:
    """What a minister who leaves leaves behind: the mailbox of the ministry, unless another ministry is held."""
    if mandate.office is not Office.MINISTER:
        return []
    others = [one for one in mandate.official.mandates_on(on) if one is not mandate and one.office is Office.MINISTER]
    return [] if others else [one for one in mandate.official.addresses if one.kind is AddressKind.MINISTRY]


def hand_over(former: Mandate, to: Official) -> None:
    """Within a unit of work: the mailbox of the ministry goes to whoever holds it next, to be verified anew."""
    left = mailboxes_left(former, on=today())
    mailboxes = [Mailbox(email=one.email, kind=one.kind, source=one.source) for one in left]
    for address in left:
        former.official.addresses.remove(address)
    db.session.flush()
    known = {address.email_key for address in to.addresses}
    to.addresses += [row for row in map(Mailbox.row, mailboxes) if row.email_key not in known]


@contextmanager
def one_holder() -> Iterator[None]:
    """Around a unit of work: the database lets one person in, and the other is told. Raises OfficeHeld."""
    try:
        yield
    except IntegrityError as error:
        told = str(error.orig)
        if _HELD in told or "UNIQUE constraint failed: mandates." in told:
            raise OfficeHeld from None
        raise
