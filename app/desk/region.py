"""The desk of one region, or of the regions of one chapter together: who signed, who has not, what waits.

The figures, the parts and the lists come from the same rows, so that they always agree.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from app.campaigns.models import Campaign
from app.consents.models import Channel
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import (
    LIVE,
    Cosignature,
    FollowUp,
    Kiosk,
    KioskSignature,
    Reception,
    ReminderPace,
    State,
)
from app.desk.figures import COUNTED, Figures, in_days
from app.desk.scope import Place
from app.desk.searching import named
from app.organizations import service as organizations
from app.organizations.models import Organization
from app.territory.models import Riding

MOST_CARDS = 20  # the pile has the others
_OF_A_CARD = (
    Cosignature.shown_name, Cosignature.search_key, Cosignature.region_code, Cosignature.city, Cosignature.state,
    Cosignature.authority, Cosignature.authority_on, Cosignature.suspicion, Cosignature.publishes_name,
)  # fmt: skip
_RIDING = sa.func.coalesce(Riding.name, "")
_TOLD_OF_MEMBERS = (State.DECLINED, State.WITHDRAWN, State.TO_CHECK, State.CONFIRMED, State.VALIDATED)
# In this form no index of states serves: SQLite would read the whole campaign by it for each member.
_IS_TOLD = Cosignature.state.not_in(set(State) - set(_TOLD_OF_MEMBERS))


class Member(NamedTuple):
    """A member of the table, and where it stands in the campaign: `state` None when it never signed."""

    id: uuid.UUID
    name: str
    search_key: str
    city: str
    mrc: str
    riding: str
    next_call_on: date | None
    reminded_at: datetime | None
    stopped_at: datetime | None  # it asked that nobody reminds it
    state: State | None

    @property
    def has_signed(self) -> bool:
        return self.state in LIVE

    @property
    def told(self) -> str:
        """What staff should know before they call one that has not signed; "" when there is nothing."""
        if self.state is not None:
            return self.state.value
        if self.next_call_on:
            return "to_call"
        if self.stopped_at:
            return "stopped"
        return "reminded" if self.reminded_at else ""

    @property
    def may_be_written_to(self) -> bool:
        """Not one that took its signature back, whose signature waits for us, or who asked to be left in peace."""
        return self.state in (None, State.DECLINED) and self.stopped_at is None


class Signature(NamedTuple):
    """An organization of the region that signed, or whose signature is to be checked."""

    id: uuid.UUID
    name: str
    search_key: str
    city: str
    mrc: str
    riding: str
    state: State
    confirmed_at: datetime | None
    validated_at: datetime | None
    channel: Channel | None  # when staff received it
    assembly: str | None  # when it was typed at a kiosk

    @property
    def waits(self) -> bool:
        """Counted, and not validated yet."""
        return self.state is State.CONFIRMED


@dataclass(frozen=True)
class Region:
    """Everything known of the regions of one page."""

    members: list[Member]
    signatures: list[Signature]

    @cached_property
    def missing(self) -> list[Member]:
        return [member for member in self.members if not member.has_signed]

    @cached_property
    def signed(self) -> list[Signature]:
        return [signature for signature in self.signatures if signature.state in LIVE]

    @property
    def figures(self) -> Figures:
        """The same that the national desk counts by groups."""
        states = [signature.state for signature in self.signatures]
        moments = [at for one in self.signatures for at in (one.confirmed_at, one.validated_at) if at]
        return Figures(
            members=len(self.members),
            members_signed=len(self.members) - len(self.missing),
            signed=len(self.signed),
            validated=states.count(State.VALIDATED),
            to_check=len(states) - states.count(State.VALIDATED),
            days=in_days(one.confirmed_at for one in self.signed if one.confirmed_at),
            last_activity=max(moments, default=None),
        )


def region(campaign: Campaign, here: Sequence[Place]) -> Region:
    """The members of these regions and the signatures in them, each in French order."""
    codes = [place.code for place in here]
    members, signatures = _members(campaign, codes), _signatures(campaign, codes)
    # A signature that was set aside is of no organization yet: the name says which member it may be of.
    set_aside = {signature.search_key for signature in signatures if signature.state is State.TO_CHECK}
    return Region([_perhaps_set_aside(member, set_aside) for member in members], signatures)


def _perhaps_set_aside(member: Member, set_aside: set[str]) -> Member:
    is_it = member.state is None and member.search_key in set_aside
    return member._replace(state=State.TO_CHECK) if is_it else member


def _members(campaign: Campaign, codes: Sequence[str]) -> list[Member]:
    """Every member of these regions. Of several cosignatures of one member, the one that counts most is told."""
    rank = sa.case({state: place for place, state in enumerate(_TOLD_OF_MEMBERS)}, value=Cosignature.state)
    wanted = (
        sa.select(
            Organization.id,
            Organization.name,
            Organization.search_key,
            Organization.city,
            Organization.mrc,
            _RIDING,
            FollowUp.next_call_on,
            ReminderPace.reminded_at,
            ReminderPace.stopped_at,
            Cosignature.state,
        )
        .select_from(Organization)
        .outerjoin(Cosignature, _of(campaign, Cosignature) & _IS_TOLD)
        .outerjoin(Riding, Riding.id == Organization.riding_id)
        .outerjoin(FollowUp, _of(campaign, FollowUp))
        .outerjoin(ReminderPace, ReminderPace.organization_id == Organization.id)
        .where(organizations.IS_MEMBER, Organization.region_code.in_(codes))
        .order_by(Organization.sort_key, Organization.id, rank, Cosignature.id)
    )
    rows: Sequence[Any] = db.session.execute(wanted).all()
    return list({row.id: Member(*row) for row in rows}.values())


def waiting(campaign: Campaign, here: Sequence[Place], query: str = "") -> Sequence[Cosignature]:
    """Those of that name that a person is to decide on, the oldest first, as cards; at most MOST_CARDS."""
    wanted = (
        sa.select(Cosignature)
        .options(load_only(*_OF_A_CARD), *cosignatures.ON_A_CARD)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.state.in_((State.CONFIRMED, State.TO_CHECK)),
            Cosignature.region_code.in_([place.code for place in here]),
            *named(query),
        )
        .order_by(Cosignature.confirmed_at, Cosignature.id)
        .limit(MOST_CARDS)
    )
    return db.session.scalars(wanted).all()


def _signatures(campaign: Campaign, codes: Sequence[str]) -> list[Signature]:
    """The regional table first, as on the public list."""
    wanted = (
        sa.select(
            Cosignature.id,
            Cosignature.shown_name,
            Cosignature.search_key,
            Cosignature.city,
            sa.func.coalesce(Organization.mrc, ""),
            _RIDING,
            Cosignature.state,
            Cosignature.confirmed_at,
            Cosignature.validated_at,
            Reception.channel,
            Kiosk.assembly,
        )
        .select_from(Cosignature)
        .outerjoin(Organization, Organization.id == Cosignature.organization_id)
        .outerjoin(Riding, Riding.id == Organization.riding_id)
        .outerjoin(Reception, Reception.cosignature_id == Cosignature.id)
        .outerjoin(KioskSignature, KioskSignature.cosignature_id == Cosignature.id)
        .outerjoin(Kiosk, Kiosk.id == KioskSignature.kiosk_id)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.state.in_(COUNTED),
            Cosignature.region_code.in_(codes),
        )
        .order_by(Cosignature.is_regional_table.desc(), Cosignature.sort_key, Cosignature.id)
    )
    rows: Sequence[Any] = db.session.execute(wanted).all()
    return [Signature(*row) for row in rows]


def _of(campaign: Campaign, model: Any) -> sa.ColumnElement[bool]:
    return sa.and_(model.campaign_id == campaign.id, model.organization_id == Organization.id)
