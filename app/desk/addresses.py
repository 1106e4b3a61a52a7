"""The addresses of the members that have not signed: personal data that leaves the site, so it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import audit
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.desk.region import Member, region
from app.desk.scope import Place, together
from app.organizations import service as organizations
from app.organizations.models import ContactEmail, Organization

PURPOSE = "invite_to_sign"


@dataclass(frozen=True)
class Addresses:
    """What is copied, and who is not in it."""

    addresses: list[str]  # each mailbox once, in the order of the organizations
    reached: int  # organizations
    without_address: list[Member]
    left_out: list[Member]  # took the signature back, wait for a decision, or asked to be left in peace


def of_missing(campaign: Campaign, here: Sequence[Place], *, by: Account) -> Addresses:
    """The act is kept with its purpose and the number of rows, never with an address."""
    codes = [place.code for place in here]
    with unit_of_work():
        missing = region(campaign, here).missing
        known = _known(codes)
        asked = [member for member in missing if member.may_be_written_to]
        mailboxes = {key: address for member in asked for key, address in known.get(member.id, ())}
        audit.record(
            "personal_data.exported",
            f"campaign:{campaign.id}",
            by=by.id,
            purpose=PURPOSE,
            regions=together(list(here)),
            rows=len(mailboxes),
        )
    return Addresses(
        addresses=list(mailboxes.values()),
        reached=sum(member.id in known for member in asked),
        without_address=[member for member in asked if member.id not in known],
        left_out=[member for member in missing if not member.may_be_written_to],
    )


def _known(codes: Sequence[str]) -> dict[object, list[tuple[str, str]]]:
    """The mailboxes of each member."""
    wanted = (
        sa.select(ContactEmail.organization_id, ContactEmail.email_key, ContactEmail.address)
        .join(Organization, Organization.id == ContactEmail.organization_id)
        .where(organizations.IS_MEMBER, Organization.region_code.in_(codes))
        .order_by(ContactEmail.id)
    )
    found: dict[object, list[tuple[str, str]]] = {}
    for organization_id, key, address in db.session.execute(wanted):
        found.setdefault(organization_id, []).append((key, address))
    return found
