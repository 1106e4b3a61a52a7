"""What is signed, set right: each field that differs changes, and what it was is kept.

The signatory and staff do it by other ways (`managing`, `correcting`); what they share is here.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account
from app.core.clock import now
from app.core.database import db
from app.core.names import keys_of
from app.cosignatures.follow_ups.following_up import hand_over
from app.cosignatures.models import ChangedField, Cosignature
from app.cosignatures.once import once_per_organization
from app.organizations import service as organizations
from app.organizations.models import Organization, Origin

# What the chapter judges, and the list shows.
JUDGED = frozenset({ChangedField.NAME, ChangedField.REGION, ChangedField.CITY})


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What may be set right; another address is proved first (`readdressing`)."""

    organization_name: str
    region_code: str
    city: str
    name: str
    title: str


@dataclass(frozen=True)
class Change:
    """One field that is not what it was."""

    field: ChangedField
    before: str
    after: str


def amend(cosignature: Cosignature, correction: Correction, *, by: Account | None = None) -> list[Change]:
    """Within a unit of work: set what differs, and keep what it was. Returns what changed. Raises NameRefused."""
    name, city = organizations.checked_name(correction.organization_name), organizations.checked_city(correction.city)
    changes = _differences(cosignature, correction, name, city)
    for change in changes:
        cosignature.change(change.field, change.before, change.after, at=now(), by=by.id if by else None)
    cosignature.shown_name, cosignature.city, cosignature.region_code = name, city, correction.region_code
    cosignature.sort_key, cosignature.sort_key_bare, cosignature.search_key = keys_of(name)
    if cosignature.signatory is not None:
        cosignature.signatory.name, cosignature.signatory.title = correction.name, correction.title
    return changes


def is_still_named(cosignature: Cosignature, organization: Organization) -> bool:
    """Whether that entry of the register is the one that the signature names now."""
    return organization.region_code == cosignature.region_code and organizations.is_named(
        organization, cosignature.shown_name
    )


def attach(cosignature: Cosignature, meant: Organization) -> None:
    """Within a unit of work: the signature is that organization's from now on. Raises AnotherIsLive.

    An entry that only this signature had brought goes; what staff had noted about it follows.
    """
    before = cosignature.organization
    once_per_organization(cosignature.campaign_id, meant.id, lambda: cosignature.belong_to(meant))
    if before is not None and before.id != meant.id:
        leave(before, meant)


def leave(before: Organization, meant: Organization) -> None:
    """Within a unit of work: nothing names `before` any more, unless another signature does."""
    named = sa.select(sa.exists().where(Cosignature.organization_id == before.id))
    if before.origin is Origin.SIGNATURE and not db.session.scalar(named):
        hand_over(before.id, meant.id)
        organizations.forget(before)


def _differences(cosignature: Cosignature, correction: Correction, name: str, city: str) -> list[Change]:
    person = cosignature.signatory
    values = [
        (ChangedField.NAME, cosignature.shown_name, name),
        (ChangedField.REGION, cosignature.region_code, correction.region_code),
        (ChangedField.CITY, cosignature.city, city),
    ]
    if person is not None:
        values.append((ChangedField.PERSON, person.name, correction.name))
        values.append((ChangedField.TITLE, person.title, correction.title))
    return [Change(field, before, after) for field, before, after in values if before != after]
