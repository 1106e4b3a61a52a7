"""Staff keep the register: they add an entry, set it right, move it to another region, archive it, take it back.

Each change is kept with who made it; what is private is noted as changed, without its words.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

import sqlalchemy as sa
import uuid_utils.compat

from app.accounts.models import REGISTER_EDIT, Account
from app.chapters import service as chapters
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.organizations.distinctions import keep_apart_all
from app.organizations.errors import NoSuchOrganization, ResemblesOthers
from app.organizations.followers import followers
from app.organizations.models import PRIVATE, Happened, Merge, Organization, OrganizationChange, Origin
from app.organizations.names import checked_city, checked_name
from app.organizations.resembling import resembling
from app.organizations.writing import Details, Identity, fill_places, set_details, told


def enter(details: Details, region_code: str, *, by: Account, apart: Collection[uuid.UUID] = ()) -> Organization:
    """A new entry of the register. `apart`: entries with a close name, of which somebody said that they are others.

    That is remembered. Raises NameRefused, AlreadyThere, ResemblesOthers, NoSuchOrganization (not of their regions).
    """
    _check_region(by, region_code)
    close = resembling(details, region_code)
    with unit_of_work():
        organization = Organization(id=uuid_utils.compat.uuid7(), created_at=now(), emails=[], aliases=[])
        _identity(organization, details.name, details.city, region_code).take()
        if new := [one for one in close if one.id not in apart]:
            raise ResemblesOthers(new)
        set_details(organization, details)
        keep_apart_all([(organization.id, one.id) for one in close], by=by.id, of=organization.audit_key)
        note(organization, Happened.ADDED, by=by)
        audit.record("organization.added", organization.audit_key, by=by.id, region=region_code)
        renderings.touch(renderings.MEMBERS)
    return organization


def edit(organization_id: uuid.UUID, details: Details, *, by: Account) -> list[Happened]:
    """Set the entry right; returns what changed. Raises NameRefused, AlreadyThere, NoSuchOrganization."""
    with unit_of_work():
        organization = to_change(organization_id, by)
        before = told(organization)
        _identity(organization, details.name, details.city, organization.region_code).take()
        set_details(organization, details)
        organization.origin = Origin.REGISTER  # staff know it from now on
        changed = _note_differences(organization, before, by=by)
        if Happened.KIND in changed:
            followers().kind_changed(organization)
        if changed:
            audit.record("organization.edited", organization.audit_key, by=by.id, fields=[one.value for one in changed])
        if Happened.CHAPTER in changed:
            renderings.touch(renderings.MEMBERS)
    return changed


def move(organization_id: uuid.UUID, region_code: str, *, by: Account) -> Organization:
    """It changes hands: the chapter of the other region has it from now on. Raises AlreadyThere, NoSuchOrganization.

    Its MRC, its riding and its membership of the table belong to the place that it leaves.
    """
    with unit_of_work():
        organization = to_change(organization_id, by)
        if organization.region_code == region_code:
            return organization
        before = told(organization)
        Identity(organization, organization.name, organization.city, region_code).take()
        serving = chapters.serving(region_code)
        if serving is None or serving.id != organization.chapter_id:
            organization.chapter_id, organization.member_since = None, None
        organization.mrc, organization.riding_id = "", None
        fill_places(organization)
        _note_differences(organization, before, by=by)
        audit.record("organization.moved", organization.audit_key, by=by.id, region=region_code)
        renderings.touch(renderings.MEMBERS)
    return organization


def archive(organization_id: uuid.UUID, *, by: Account) -> Organization:
    """Out of the lists and of the type-ahead; what it signed stays. Raises NoSuchOrganization."""
    with unit_of_work():
        organization = to_change(organization_id, by)
        if not organization.is_archived:
            organization.archive(at=now())
            note(organization, Happened.ARCHIVED, by=by)
            audit.record("organization.archived", organization.audit_key, by=by.id)
            renderings.touch(renderings.MEMBERS)
    return organization


def restore(organization_id: uuid.UUID, *, by: Account) -> Organization:
    """Back in the lists; a merged entry comes back by undoing the merge, not so. Raises NoSuchOrganization."""
    with unit_of_work():
        organization = to_change(organization_id, by)
        if organization.is_archived and not _is_merged(organization):
            organization.restore()
            note(organization, Happened.RESTORED, by=by)
            audit.record("organization.restored", organization.audit_key, by=by.id)
            renderings.touch(renderings.MEMBERS)
    return organization


def to_change(organization_id: uuid.UUID, by: Account) -> Organization:
    """Within a unit of work: the row, locked, for whoever may change it. Raises NoSuchOrganization."""
    organization = locked(Organization, organization_id)
    if organization is None:
        raise NoSuchOrganization
    _check_region(by, organization.region_code)
    return organization


def note(organization: Organization, what: Happened, before: str = "", after: str = "", *, by: Account | None) -> None:
    """Within a unit of work: one line of its history."""
    kept = ("", "") if what in PRIVATE else (before, after)
    db.session.add(
        OrganizationChange(
            organization_id=organization.id, what=what, before=kept[0], after=kept[1],
            account_id=by.id if by else None, changed_at=now(),
        )
    )  # fmt: skip


def _check_region(by: Account, region_code: str) -> None:
    codes = by.region_codes(REGISTER_EDIT)
    if not (codes is None or region_code in codes):
        raise NoSuchOrganization


def _is_merged(organization: Organization) -> bool:
    standing = sa.exists().where(Merge.merged_id == organization.id, Merge.undone_at.is_(None))
    return bool(db.session.scalar(sa.select(standing)))


def _identity(organization: Organization, name: str, city: str, region_code: str) -> Identity:
    return Identity(organization, checked_name(name), checked_city(city), region_code)


def _note_differences(organization: Organization, before: dict[Happened, str], *, by: Account) -> list[Happened]:
    after = told(organization)
    changed = [what for what, was in before.items() if after[what] != was]
    for what in changed:
        note(organization, what, before[what], after[what], by=by)
    return changed
