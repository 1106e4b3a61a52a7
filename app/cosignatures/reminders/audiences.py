"""Whom a reminder would reach, and why the others are left out: what the preview counts, and what is then sent.

Organizations of the register that have not signed; or those who signed an earlier campaign and asked for news.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Purpose
from app.core.clock import now
from app.core.database import db
from app.cosignatures import standing
from app.cosignatures.models import LIVE, Cosignature, ReminderPace, State
from app.organizations.models import ContactEmail, Organization

ONE_A_WEEK = timedelta(days=7)


class LeftOut(StrEnum):
    """Why somebody gets no reminder."""

    SIGNED = "signed"  # or waits for a decision
    OVER = "over"  # withdrew, or was declined: nobody insists
    STOPPED = "stopped"  # by the link of an earlier reminder
    THIS_WEEK = "this_week"
    NO_ADDRESS = "no_address"
    NO_NEWS = "no_news"  # did not ask for any


@dataclass(frozen=True)
class Reached:
    """One organization that would get it, and where."""

    organization_id: uuid.UUID
    name: str
    person: str
    address: str
    locale: str


@dataclass(frozen=True)
class Audience:
    """Who would get a reminder, in French order, and how many would not, by reason."""

    reached: list[Reached] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def speaking(self, locale: str) -> int:
        return sum(one.locale == locale for one in self.reached)


def of_the_register(campaign: Campaign, region_code: str, *, members_only: bool) -> Audience:
    """Every organization of the region, or the members of a table only."""
    conditions = [Organization.region_code == region_code, Organization.archived_at.is_(None)]
    if members_only:
        conditions.append(Organization.chapter_id.is_not(None))
    found = db.session.execute(
        sa.select(Organization.id, Organization.name).where(*conditions).order_by(Organization.sort_key)
    ).all()
    addresses = _addresses(region_code)
    sieve = Sieve(campaign, [row.id for row in found])
    audience = Audience()
    for organization_id, name in found:
        address = addresses.get(organization_id)
        reason = sieve.against(organization_id) or (None if address else LeftOut.NO_ADDRESS)
        if reason is not None:
            audience.left_out[reason] += 1
        elif address is not None:
            audience.reached.append(Reached(organization_id, name, "", address, "fr"))
    return audience


def of_an_earlier_campaign(campaign: Campaign, earlier: Campaign, region_code: str) -> Audience:
    """The organizations of the region that signed it; only whoever asked for news is written to."""
    found = db.session.scalars(
        sa.select(Cosignature)
        .where(
            Cosignature.campaign_id == earlier.id,
            Cosignature.region_code == region_code,
            Cosignature.state.in_(LIVE),
        )
        .options(joinedload(Cosignature.signatory))
        .order_by(Cosignature.sort_key)
    ).all()
    asked = consents.agreeing(Purpose.NEWS, [standing.subject(one.id) for one in found])
    sieve = Sieve(campaign, [one.organization_id for one in found if one.organization_id])
    audience = Audience()
    for one in found:
        reason = _why_not_former(one, sieve, has_asked=standing.subject(one.id) in asked)
        if reason is not None:
            audience.left_out[reason] += 1
        elif one.signatory is not None and one.organization_id is not None:
            person = one.signatory
            audience.reached.append(Reached(one.organization_id, one.shown_name, person.name, person.email, one.locale))
    return audience


def _why_not_former(one: Cosignature, sieve: Sieve, *, has_asked: bool) -> LeftOut | None:
    reason = sieve.against(one.organization_id) if one.organization_id else LeftOut.NO_ADDRESS
    if reason is not None:
        return reason
    if one.signatory is None or not one.signatory.email:
        return LeftOut.NO_ADDRESS
    return None if has_asked else LeftOut.NO_NEWS


class Sieve:
    """What stands against reminding an organization of a campaign, known for many at once."""

    def __init__(self, campaign: Campaign, organization_ids: Sequence[uuid.UUID], *, in_hand: bool = False) -> None:
        """`in_hand`: a reminder to them is about to leave, so that the pace has been kept already."""
        self._in_hand = in_hand
        self._states: dict[uuid.UUID, set[State]] = {}
        self._paces: dict[uuid.UUID, ReminderPace] = {}
        self._week_ago = now() - ONE_A_WEEK
        for some in _by_thousands(organization_ids):
            signed = sa.select(Cosignature.organization_id, Cosignature.state).where(
                Cosignature.campaign_id == campaign.id,
                Cosignature.organization_id.in_(some),
                Cosignature.state != State.SUBMITTED,
            )
            for organization_id, state in db.session.execute(signed):
                if organization_id is not None:
                    self._states.setdefault(organization_id, set()).add(state)
            paces = sa.select(ReminderPace).where(ReminderPace.organization_id.in_(some))
            self._paces |= {pace.organization_id: pace for pace in db.session.scalars(paces)}

    def against(self, organization_id: uuid.UUID) -> LeftOut | None:
        states = self._states.get(organization_id, set())
        if states & {State.CONFIRMED, State.VALIDATED, State.TO_CHECK, State.DUPLICATE}:
            return LeftOut.SIGNED
        if states:
            return LeftOut.OVER
        pace = self._paces.get(organization_id)
        if pace is not None and pace.stopped_at is not None:
            return LeftOut.STOPPED
        is_recent = pace is not None and pace.reminded_at is not None and pace.reminded_at > self._week_ago
        return LeftOut.THIS_WEEK if is_recent and not self._in_hand else None


def _addresses(region_code: str) -> dict[uuid.UUID, str]:
    """One mailbox for each organization of the region: the first address of its page, which staff put there."""
    found = db.session.execute(
        sa.select(ContactEmail.organization_id, ContactEmail.address)
        .join(Organization, Organization.id == ContactEmail.organization_id)
        .where(Organization.region_code == region_code)
        .order_by(ContactEmail.id.desc())
    )
    return dict(found.all())


def _by_thousands(ids: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    return (ids[start : start + 1000] for start in range(0, len(ids), 1000))
