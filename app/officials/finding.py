"""What the pages of officials show: the offices and who holds them, one person, what should be verified."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.clock import today
from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import search_key
from app.officials.errors import NoSuchMandate, NoSuchOfficial
from app.officials.holding import held_on
from app.officials.models import Mandate, Office, Official, OfficialAddress
from app.territory import service as territory
from app.territory.models import Riding

PER_PAGE = 50
LONGEST_QUERY = 100
_ORDER = tuple(Office)


class Show(StrEnum):
    """Which offices the list shows."""

    HELD = ""
    VACANT = "vacants"
    STALE = "a-verifier"
    UNREACHABLE = "sans-adresse"
    FORMER = "anciens"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What somebody looks for. Empty: every office that somebody holds."""

    query: str = ""
    office: Office | None = None
    party: str = ""
    region_code: str = ""
    show: Show = Show.HELD


@dataclass(frozen=True, kw_only=True)
class Row:
    """One office with whoever holds it; an empty seat has nobody, a former official no office."""

    official: Official | None = None
    mandate: Mandate | None = None
    riding: Riding | None = None

    @property
    def is_stale(self) -> bool:
        mailbox = self.mandate.mailbox if self.mandate else None
        return mailbox is not None and mailbox.is_stale(today())

    @property
    def region_codes(self) -> set[str]:
        if self.riding is not None:
            return {self.riding.region_code, *(region.code for region in self.riding.other_regions)}
        return {self.mandate.region_code or ""} if self.mandate else set()

    @property
    def party(self) -> str:
        if self.mandate is not None and self.mandate.party:
            return self.mandate.party
        return self.official.party if self.official else ""

    @property
    def text(self) -> str:
        """What a search looks through."""
        mandate = self.mandate
        of_office = (mandate.institution, mandate.portfolio, mandate.title) if mandate else ()
        own = (self.official.name, self.party) if self.official else ()
        mailboxes = [address.email for address in self.official.addresses] if self.official else []
        seat = self.riding.name if self.riding else ""
        return search_key(" ".join(filter(None, (*own, seat, *of_office, *mailboxes))))


@dataclass(frozen=True)
class Page:
    """Fifty lines of the list, and how many each sort has."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    counts: dict[Show, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """One official: the offices held now and before, and who else has the same mailbox."""

    official: Official
    held: Sequence[Mandate]
    former: Sequence[Mandate]
    shared_with: dict[uuid.UUID, list[Official]]  # by mailbox


def search(filters: Filters, number: int) -> Page:
    """One page of the list. There are some two hundred offices: they are read at once, and looked through here."""
    seats = _seats()
    held = _held_rows(seats)
    taken = {row.riding.id for row in held if row.riding}
    vacant = [Row(riding=riding) for riding in seats.values() if riding.id not in taken]
    former = _former_rows() if filters.show is Show.FORMER else []
    by_show = {
        Show.HELD: held,
        Show.VACANT: vacant,
        Show.STALE: _to_verify(held),
        Show.UNREACHABLE: [row for row in held if row.mandate and not row.mandate.can_be_written_to],
        Show.FORMER: former,
    }
    found = [row for row in by_show[filters.show] if _fits(row, filters)]
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(number, 1), pages)
    counts: dict[Show, int] = {show: len(rows) for show, rows in by_show.items() if show is not Show.FORMER}
    return Page(found[(number - 1) * PER_PAGE : number * PER_PAGE], len(found), number, pages, counts)


def person(official_id: uuid.UUID) -> Person:
    """Everything of one official. Raises NoSuchOfficial."""
    official = db.session.get(
        Official, official_id, options=[selectinload(Official.mandates).joinedload(Mandate.riding)]
    )
    if official is None:
        raise NoSuchOfficial(number=official_id)
    held = [mandate for mandate in official.mandates if mandate.ends_on is None or mandate.ends_on >= today()]
    former = [mandate for mandate in official.mandates if mandate not in held]
    return Person(official, held, former[::-1], _sharers(official.addresses))


def mandate(mandate_id: uuid.UUID) -> Mandate:
    """Raises NoSuchMandate."""
    found = db.session.get(Mandate, mandate_id)
    if found is None:
        raise NoSuchMandate
    return found


def to_verify() -> int:
    """How many mailboxes that offices are written to were never verified, or too long ago."""
    held = db.session.scalars(sa.select(Mandate).where(*held_on(today())))
    return len(_to_verify([Row(official=mandate.official, mandate=mandate) for mandate in held]))


def _to_verify(rows: Sequence[Row]) -> list[Row]:
    """One row for each such mailbox, though two offices of a person may have the same."""
    found = {row.mandate.mailbox: row for row in reversed(rows) if row.mandate and row.is_stale}
    return list(found.values())[::-1]


def _seats() -> dict[uuid.UUID, Riding]:
    found = sa.select(Riding).where(Riding.map_id == territory.active_map().id).order_by(Riding.sort_key)
    ridings = db.session.scalars(found.options(selectinload(Riding.other_regions)))
    return {riding.id: riding for riding in ridings}


def _held_rows(seats: dict[uuid.UUID, Riding]) -> list[Row]:
    held = db.session.scalars(sa.select(Mandate).where(*held_on(today())).options(joinedload(Mandate.riding)))
    rows = [
        Row(
            official=mandate.official,
            mandate=mandate,
            riding=seats.get(mandate.riding_id) if mandate.riding_id else None,
        )
        for mandate in held
    ]
    return sorted(rows, key=_place)


def _former_rows() -> list[Row]:
    in_office = sa.select(Mandate.official_id).where(*held_on(today()))
    found = db.session.scalars(sa.select(Official).where(Official.id.not_in(in_office)))
    return [Row(official=official) for official in sorted(found, key=lambda one: sort_key(one.name))]


def _place(row: Row) -> tuple[int, str, str]:
    """Seats by riding, then the other offices by what they are for."""
    mandate = row.mandate
    if mandate is None or row.official is None:
        return 0, "", ""
    what = (
        row.riding.sort_key
        if row.riding
        else sort_key(
            " ".join(filter(None, (mandate.party, mandate.portfolio, mandate.institution, mandate.region_code)))
        )
    )
    return _ORDER.index(mandate.office), what, sort_key(row.official.name)


def _fits(row: Row, filters: Filters) -> bool:
    office = row.mandate.office if row.mandate else Office.MNA
    return (
        (filters.office is None or office is filters.office)
        and (not filters.party or search_key(row.party) == search_key(filters.party))
        and (not filters.region_code or filters.region_code in row.region_codes)
        and all(word in row.text for word in search_key(filters.query).split())
    )


def _sharers(addresses: Iterable[OfficialAddress]) -> dict[uuid.UUID, list[Official]]:
    """Others who have the very same mailbox: one of the two is out of date, or the office shares it."""
    own = {address.email_key: address for address in addresses}
    if not own:
        return {}
    theirs = sa.select(OfficialAddress).where(
        OfficialAddress.email_key.in_(own), OfficialAddress.id.not_in([one.id for one in own.values()])
    )
    found: dict[uuid.UUID, list[Official]] = {}
    for other in db.session.scalars(theirs.options(joinedload(OfficialAddress.official))):
        found.setdefault(own[other.email_key].id, []).append(other.official)
    return found


def reached_at(addresses: Iterable[str]) -> dict[str, list[Official]]:
    """Who is written to at each of these addresses, in lower case; a mailbox may be that of several. One query."""
    lower = sa.func.lower(OfficialAddress.email)
    found = (
        sa.select(lower, Official)
        .join(OfficialAddress.official)
        .where(lower.in_(list(addresses)))
        .order_by(Official.search_key, Official.id)
    )
    people: dict[str, list[Official]] = {}
    for address, official in db.session.execute(found):
        people.setdefault(address, []).append(official)
    return people
