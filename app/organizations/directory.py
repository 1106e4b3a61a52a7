"""The register as staff read it: searched by anything, filtered, in French order, and one entry with its history."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.accounts.models import REGISTER_EDIT, REGISTER_READ, Account
from app.chapters.models import Chapter
from app.core.database import db
from app.core.keys import search_key
from app.core.plain_text import one_line
from app.organizations.errors import NoSuchOrganization
from app.organizations.models import (
    Alias,
    ContactEmail,
    Kind,
    Merge,
    Organization,
    OrganizationChange,
)
from app.territory import service as territory
from app.territory.models import Region, Riding

PER_PAGE = 50
LONGEST_QUERY = 100
_MOST_WORDS = 8
_MOST_CHANGES = 200
_NOT_DIGIT = re.compile(r"\D+")
_BETWEEN_DIGITS = " -.()\u00a0"
_Column = InstrumentedAttribute[str]
_TYPED_BY_STAFF: tuple[_Column, ...] = (Organization.mrc, Organization.sector)

# In the register today, and a member of a regional table.
STANDS = Organization.archived_at.is_(None)
IS_MEMBER = sa.and_(Organization.chapter_id.is_not(None), STANDS)
HAS_EMAIL = sa.exists().where(ContactEmail.organization_id == Organization.id)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the person looks for. Empty: everything that stands in the register."""

    query: str = ""
    region_code: str = ""
    chapter_key: str = ""
    kind: Kind | None = None
    members: bool | None = None
    without_email: bool = False
    archived: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the register."""

    id: uuid.UUID
    name: str
    city: str
    region_code: str
    region_name: str
    kind: Kind
    chapter: str | None  # whose member it is
    has_email: bool


@dataclass(frozen=True)
class Page:
    """Fifty lines of the register."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Happening:
    """One change of an entry, and who made it."""

    change: OrganizationChange
    who: str | None  # None: the program


@dataclass(frozen=True)
class Join:
    """A merge that the entry took part in and that stands: the other entry, and which of the two stays."""

    id: uuid.UUID
    other_id: uuid.UUID
    other_name: str
    stays: bool
    merged_at: datetime


def regions() -> list[Region]:
    """All of them, in the order of the list."""
    return territory.regions()


def regions_of(account: Account, right: str = REGISTER_READ) -> list[Region]:
    """The regions whose register this account may open, in the order of the list."""
    codes = account.region_codes(right)
    return [region for region in territory.regions() if codes is None or region.code in codes]


def may_edit(account: Account, organization: Organization) -> bool:
    """Whether the entry is one of its regions."""
    codes = account.region_codes(REGISTER_EDIT)
    return codes is None or organization.region_code in codes


def search(account: Account, filters: Filters, number: int) -> Page:
    """One page of the register, in French order; a page past the end is the last one."""
    conditions = [*_scope(account), *_conditions(filters)]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Organization).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), pages)
    columns = (Organization.id, Organization.name, Organization.city, Organization.region_code, Region.name)
    found = db.session.execute(
        sa.select(*columns, Organization.kind, Chapter.acronym, HAS_EMAIL)
        .join_from(Organization, Region, Region.code == Organization.region_code)
        .outerjoin(Chapter, Chapter.id == Organization.chapter_id)
        .where(*conditions)
        .order_by(Organization.sort_key, Organization.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Page([Row(*row) for row in found], total, number, pages)


def one(account: Account, organization_id: uuid.UUID, right: str = REGISTER_READ) -> Organization:
    """The entry with all that is known of it. Raises NoSuchOrganization, also for what is another chapter's."""
    organization = db.session.get(
        Organization,
        organization_id,
        options=[
            joinedload(Organization.region),
            joinedload(Organization.riding),
            joinedload(Organization.chapter),
            selectinload(Organization.aliases),
            selectinload(Organization.emails),
        ],
    )
    codes = account.region_codes(right)
    if organization is None or not (codes is None or organization.region_code in codes):
        raise NoSuchOrganization
    return organization


def history(organization: Organization) -> list[Happening]:
    """What became of the entry, the latest first."""
    found = db.session.execute(
        sa.select(OrganizationChange, Account.name)
        .outerjoin(Account, Account.id == OrganizationChange.account_id)
        .where(OrganizationChange.organization_id == organization.id)
        .order_by(OrganizationChange.changed_at.desc(), OrganizationChange.id.desc())
        .limit(_MOST_CHANGES)
    )
    return [Happening(change, name) for change, name in found]


def joins(organization: Organization) -> list[Join]:
    """The merges that stand: of others into this entry, or of this one into another."""
    other = sa.case((Merge.kept_id == organization.id, Merge.merged_id), else_=Merge.kept_id)
    found = db.session.execute(
        sa.select(Merge.id, other, Organization.name, Merge.kept_id == organization.id, Merge.merged_at)
        .join_from(Merge, Organization, Organization.id == other)
        .where(sa.or_(Merge.kept_id == organization.id, Merge.merged_id == organization.id), Merge.undone_at.is_(None))
        .order_by(Merge.merged_at)
    )
    return [Join(*row) for row in found]


def _scope(account: Account) -> list[sa.ColumnElement[bool]]:
    codes = account.region_codes(REGISTER_READ)
    return [] if codes is None else [Organization.region_code.in_(sorted(codes))]


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    found = [Organization.archived_at.is_not(None) if filters.archived else STANDS, *_matching(filters.query)]
    if filters.region_code:
        found.append(Organization.region_code == filters.region_code)
    if filters.chapter_key:
        found.append(Organization.chapter_id.in_(sa.select(Chapter.id).where(Chapter.key == filters.chapter_key)))
    if filters.kind is not None:
        found.append(Organization.kind == filters.kind)
    if filters.members is not None:
        found.append(Organization.chapter_id.is_not(None) if filters.members else Organization.chapter_id.is_(None))
    if filters.without_email:
        found.append(sa.not_(HAS_EMAIL))
    return found


def _matching(query: str) -> list[sa.ColumnElement[bool]]:
    """Every word typed is in a name of it, or in what says where it is and what it does; or an address, or a number."""
    typed = one_line(query)[:LONGEST_QUERY]
    if not typed:
        return []
    if "@" in typed:
        address = ContactEmail.address.icontains(typed, autoescape=True)
        return [sa.exists().where(ContactEmail.organization_id == Organization.id, address)]
    digits = _NOT_DIGIT.sub("", typed)
    if len(digits) >= 6:
        numbers = Organization.neq.startswith(digits), Organization.charity_number.startswith(digits)
        return [sa.or_(*numbers, _only_digits(Organization.phone).contains(digits))]
    words = search_key(typed).split()[:_MOST_WORDS]
    typed_by_staff = [(column, _spellings(column)) for column in _TYPED_BY_STAFF] if words else []
    return [_is_said(word, typed_by_staff) for word in words] or [sa.false()]


def _is_said(word: str, typed_by_staff: Sequence[tuple[_Column, dict[str, str]]]) -> sa.ColumnElement[bool]:
    other_names = sa.select(Alias.organization_id).where(Alias.search_key.contains(word))
    ridings = sa.select(Riding.id).where(Riding.key.contains(word))
    return sa.or_(
        Organization.search_key.contains(word),
        Organization.city_key.contains(word),
        Organization.id.in_(other_names),
        Organization.riding_id.in_(ridings),
        *(column.in_([said for said, key in spelled.items() if word in key]) for column, spelled in typed_by_staff),
    )


def _spellings(column: _Column) -> dict[str, str]:
    """Each value of the column that is kept as it was typed, and its search key; there are few."""
    found = db.session.scalars(sa.select(column).where(column != "").distinct())
    return {said: search_key(said) for said in found}


def _only_digits(column: _Column) -> sa.ColumnElement[str]:
    """A telephone number without what people put between its figures."""
    bare: sa.ColumnElement[str] = sa.type_coerce(column, sa.Text)
    for between in _BETWEEN_DIGITS:
        bare = sa.func.replace(bare, between, "", type_=sa.Text)
    return bare
