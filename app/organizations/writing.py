"""What staff write of an entry, put where it belongs; and what is told of it, to compare."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.chapters import service as chapters
from app.chapters.models import Chapter
from app.core.database import db
from app.core.keys import email_key, matching_key, normal_email, search_key
from app.core.names import keys_of
from app.organizations.errors import AlreadyThere
from app.organizations.models import Alias, AliasKind, ContactEmail, Happened, Kind, NameWord, Organization
from app.organizations.names import checked_name, words_of
from app.territory import service as territory
from app.territory.models import Riding


@dataclass(frozen=True, kw_only=True)
class Details:
    """What staff write of an entry. The region is not among them: an entry moves, or stays."""

    name: str
    kind: Kind
    city: str = ""
    mrc: str = ""
    riding_id: uuid.UUID | None = None
    is_member: bool = False
    member_since: int | None = None
    neq: str = ""
    charity_number: str = ""
    phone: str = ""
    sector: str = ""
    notes: str = ""
    emails: tuple[str, ...] = ()
    aliases: tuple[tuple[AliasKind, str], ...] = ()


@dataclass(frozen=True)
class Identity:
    """The name and the place that an entry is about to have; no other may have them."""

    organization: Organization
    name: str
    city: str
    region_code: str

    def take(self) -> None:
        """Within a unit of work: the database says whether another entry stands there. Raises AlreadyThere."""
        try:
            with db.session.begin_nested():
                self._set()
                db.session.add(self.organization)
        except IntegrityError:
            other = db.session.scalars(sa.select(Organization).where(*self._same())).one_or_none()
            if other is None:
                raise
            raise AlreadyThere(other.id, other.name) from None

    def _set(self) -> None:
        one = self.organization
        one.name, one.key = self.name, matching_key(self.name)
        one.sort_key, one.sort_key_bare, one.search_key = keys_of(self.name)
        one.city, one.city_key, one.region_code = self.city, search_key(self.city), self.region_code

    def _same(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            Organization.region_code == self.region_code,
            Organization.key == matching_key(self.name),
            Organization.city_key == search_key(self.city),
        )


def set_details(organization: Organization, details: Details) -> None:
    organization.kind, organization.mrc, organization.riding_id = details.kind, details.mrc, details.riding_id
    organization.neq, organization.charity_number = details.neq, details.charity_number
    organization.phone, organization.sector, organization.notes = details.phone, details.sector, details.notes
    serving = chapters.serving(organization.region_code) if details.is_member else None
    organization.chapter_id = serving.id if serving else None
    organization.member_since = details.member_since if serving else None
    _set_emails(organization, details.emails)
    _set_aliases(organization, details.aliases)
    fill_places(organization)
    learn_words(organization)


def _set_emails(organization: Organization, addresses: Iterable[str]) -> None:
    """In the order in which they were typed: reminders go to the first one."""
    wanted = {email_key(address): normal_email(address, smtputf8=True) for address in addresses}
    stay = [email.email_key for email in organization.emails if email.email_key in wanted]
    if list(wanted)[: len(stay)] != stay:
        organization.emails.clear()
        db.session.flush()
    for email in list(organization.emails):
        if email.email_key in wanted:
            email.address = wanted.pop(email.email_key)
        else:
            organization.emails.remove(email)
    organization.emails.extend(ContactEmail(address=address, email_key=key) for key, address in wanted.items())


def _set_aliases(organization: Organization, aliases: Iterable[tuple[AliasKind, str]]) -> None:
    """A name of its own is no other name of it."""
    wanted = {alias.key: alias for alias in (alias_of(kind, name) for kind, name in aliases)}
    wanted.pop(organization.key, None)
    for held in list(organization.aliases):
        new = wanted.pop(held.key, None)
        if new is None:
            organization.aliases.remove(held)
        else:
            held.name, held.search_key, held.kind = new.name, new.search_key, new.kind
    organization.aliases.extend(wanted.values())


def fill_places(organization: Organization) -> None:
    """Within a unit of work: the MRC and the riding of its municipality, where they are missing and leave no choice."""
    if not organization.city or (organization.mrc and organization.riding_id):
        return
    found = territory.municipalities_called(organization.city, organization.region_code)
    if len(found) != 1:
        return
    organization.mrc = organization.mrc or found[0].mrc
    ridings = territory.ridings_of(found[0])
    if organization.riding_id is None and len(ridings) == 1:
        organization.riding_id = ridings[0].id


def learn_words(organization: Organization) -> None:
    """Within a unit of work: it is found under the words of its present names, and under no other."""
    db.session.flush()
    db.session.execute(sa.delete(NameWord).where(NameWord.organization_id == organization.id))
    names = (organization.name, *(alias.name for alias in organization.aliases))
    words = sorted({word for name in names for word in words_of(name)})
    db.session.execute(sa.insert(NameWord), [{"word": word, "organization_id": organization.id} for word in words])


def alias_of(kind: AliasKind, name: str) -> Alias:
    """Another name, ready to be added. Raises NameRefused."""
    name = checked_name(name)
    return Alias(name=name, key=matching_key(name), search_key=search_key(name), kind=kind)


def told(organization: Organization) -> dict[Happened, str]:
    """The entry in words, to compare; ridings and chapters under their names."""
    riding = db.session.get(Riding, organization.riding_id) if organization.riding_id else None
    chapter = db.session.get(Chapter, organization.chapter_id) if organization.chapter_id else None
    return {
        Happened.NAME: organization.name,
        Happened.KIND: organization.kind.value,
        Happened.REGION: organization.region_code,
        Happened.CITY: organization.city,
        Happened.MRC: organization.mrc,
        Happened.RIDING: riding.name if riding else "",
        Happened.CHAPTER: chapter.acronym if chapter else "",
        Happened.MEMBER_SINCE: str(organization.member_since or ""),
        Happened.NEQ: organization.neq,
        Happened.CHARITY_NUMBER: organization.charity_number,
        Happened.PHONE: organization.phone,
        Happened.SECTOR: organization.sector,
        Happened.NOTES: organization.notes,
        Happened.EMAILS: " ".join(sorted(email.address for email in organization.emails)),
        Happened.ALIASES: ", ".join(sorted(f"{alias.name} ({alias.kind.value})" for alias in organization.aliases)),
    }
