"""Who is a member of which regional table in the demonstration, where, and under which invented address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.campaigns.models import Campaign, RegionGoal
from app.chapters.models import ServedRegion
from app.core.clock import today
from app.core.database import db
from app.core.keys import email_key, search_key
from app.cosignatures.models import Cosignature, FollowUp
from app.organizations.models import ContactEmail, Kind, Organization
from app.territory.models import Municipality

WITHOUT_ADDRESS = 7  # one member in so many: desks show that too
TO_CALL = 9
BY_RELAY = 3  # one signature in so many came by the link of its table
GOAL = 0.8  # of the members of a region


def load_members() -> list[Organization]:
    """Within a unit of work: every community organization is a member of the table of its region.

    Returns those that became members now: none when the demonstration is loaded again.
    """
    chapters = {served.region_code: served.chapter_id for served in db.session.scalars(sa.select(ServedRegion))}
    towns = _towns()
    wanted = sa.select(Organization).where(Organization.kind == Kind.COMMUNITY, Organization.chapter_id.is_(None))
    new = [one for one in db.session.scalars(wanted.order_by(Organization.id)) if one.region_code in chapters]
    for number, member in enumerate(new):
        member.chapter_id = chapters[member.region_code]
        town = towns.get((member.city_key, member.region_code))
        if town is not None:
            member.mrc = town.mrc
            member.riding_id = town.ridings[0].id if len(town.ridings) == 1 else None
        if number % WITHOUT_ADDRESS:
            address = f"organisme-{number}@example.org"
            member.emails.append(ContactEmail(address=address, email_key=email_key(address)))
    return new


def load_campaign(campaign: Campaign, members: Sequence[Organization]) -> None:
    """Within a unit of work: goals, calls to make, and where some signatures came from."""
    keys = {
        served.region_code: served.chapter.key
        for served in db.session.scalars(sa.select(ServedRegion).options(selectinload(ServedRegion.chapter)))
    }
    signed = list(
        db.session.scalars(
            sa.select(Cosignature).where(Cosignature.campaign_id == campaign.id).order_by(Cosignature.submitted_at)
        )
    )
    for cosignature in signed[::BY_RELAY]:
        cosignature.via = keys.get(cosignature.region_code)
    for code in sorted(keys):
        here = sum(member.region_code == code for member in members)
        db.session.add(RegionGoal(campaign_id=campaign.id, region_code=code, number=max(3, round(GOAL * here))))
    have_signed = {cosignature.organization_id for cosignature in signed}
    to_call = [member for member in members if member.id not in have_signed][::TO_CALL]
    for number, member in enumerate(to_call):
        on = today() + timedelta(days=number % 5)
        db.session.add(FollowUp(campaign_id=campaign.id, organization_id=member.id, next_call_on=on))


def _towns() -> dict[tuple[str, str], Municipality]:
    found = db.session.scalars(sa.select(Municipality).options(selectinload(Municipality.ridings)))
    return {(search_key(town.name), town.region_code): town for town in found}
