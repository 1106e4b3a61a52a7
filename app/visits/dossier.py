"""The dossier of a riding: what one brings along to whoever represents it.

It holds what the public list of today holds, and no person: its organizations, figures, and sentences that their
authors agreed to have quoted.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Commitment, Stance
from app.core.clock import today
from app.core.database import db
from app.core.keys import search_key
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.messages import service as messages
from app.officials import service as officials
from app.officials.models import Mandate
from app.organizations import service as organizations
from app.organizations.models import Kind, Organization
from app.territory.models import Municipality, Riding
from app.visits.finding import of_riding
from app.visits.models import Answer, Visit

MOST_QUOTES = 6


@dataclass(frozen=True)
class Signed:
    """An organization of the list."""

    name: str
    city: str


@dataclass(frozen=True)
class Coverage:
    """How many organizations of a place signed, and what part of the members of its table."""

    name: str
    signed: int
    members: int
    members_signed: int

    @property
    def share(self) -> float | None:
        """None where no member is known."""
        return self.members_signed / self.members if self.members else None


@dataclass(frozen=True)
class Dossier:
    """Everything that the page and the paper show."""

    campaign: Campaign
    riding: Riding
    on: date
    mna: Mandate | None
    here: Sequence[Signed]  # their own municipality is in the riding
    serving: Sequence[Signed]  # of elsewhere in the region, or of all of it, and the riding is part of what they serve
    in_riding: Coverage
    in_regions: Sequence[Coverage]
    wrote: int
    quotes: Sequence[str]
    answer: Visit | None  # the last visit that was answered
    commitment: Commitment | None  # what is known of whoever sits there; None: nothing
    visits: Sequence[Visit]


def dossier(campaign: Campaign, riding: Riding) -> Dossier:
    """As it stands today."""
    codes = {riding.region_code: riding.region.name} | {one.code: one.name for one in riding.other_regions}
    here, serving = _signed(campaign, riding, codes)
    visits = of_riding(campaign, riding)
    answered = [visit for visit in visits if visit.answer is not Answer.NONE]
    by_region = cosignatures.public_counts_by_region(campaign)
    members = _members(campaign, riding, codes)
    mna = officials.mna_of(riding.id)
    return Dossier(
        campaign=campaign,
        riding=riding,
        on=today(),
        mna=mna,
        here=here,
        serving=serving,
        in_riding=Coverage(riding.name, len(here), *members[""]),
        in_regions=[Coverage(name, by_region.get(code, 0), *members[code]) for code, name in sorted(codes.items())],
        wrote=messages.wrote_to(campaign, riding),
        quotes=messages.quoted(campaign, riding, most=MOST_QUOTES),
        answer=max(answered, key=lambda visit: visit.answered_on or visit.meets_on, default=None),
        commitment=_commitment(campaign, mna),
        visits=visits,
    )


@dataclass(frozen=True)
class _Around:
    """The municipalities of a riding: those that lie wholly in it, those that it shares, and their MRCs."""

    whole: frozenset[tuple[str, str]]  # region, key of the name
    shared: frozenset[tuple[str, str]]
    mrcs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, riding: Riding) -> _Around:
        found = sa.select(Municipality).where(Municipality.ridings.any(Riding.id == riding.id))
        rows = db.session.scalars(found.options(selectinload(Municipality.ridings))).all()
        whole = {
            (one.region_code, one.key)
            for one in rows
            if [other.id for other in one.ridings if other.map_id == riding.map_id] == [riding.id]
        }
        known = {(one.region_code, one.key) for one in rows}
        mrcs = {(one.region_code, search_key(one.mrc)) for one in rows if one.mrc}
        return cls(frozenset(whole), frozenset(known - whole), frozenset(mrcs))


def _commitment(campaign: Campaign, mna: Mandate | None) -> Commitment | None:
    """The dossier is handed over: what staff keep to themselves is not in it."""
    if mna is None:
        return None
    found = commitments.standing(campaign.id, [mna.official_id]).get(mna.official_id)
    return found if found is not None and found.shown_stance is not Stance.UNKNOWN else None


def _signed(campaign: Campaign, riding: Riding, codes: Mapping[str, str]) -> tuple[list[Signed], list[Signed]]:
    """Those of the riding, and those that serve it, each in the order of the list; the table of a region comes first.

    What the register knows decides: the riding of an organization, else its municipality. One serves the riding that
    is its region's table, says no municipality of its own, shares the municipality, or is of the same MRC.
    """
    around = _Around.of(riding)
    rows = db.session.execute(
        sa.select(
            Cosignature.shown_name,
            Cosignature.city,
            Organization.region_code,
            Organization.city,
            Organization.mrc,
            Organization.riding_id,
            Organization.kind,
        )
        .join(Organization, Organization.id == Cosignature.organization_id)
        .where(
            Cosignature.campaign_id == campaign.id,
            cosignatures.on_public_list(),
            sa.or_(Organization.riding_id == riding.id, Organization.region_code.in_(sorted(codes))),
        )
        .order_by(Cosignature.is_regional_table.desc(), Cosignature.sort_key, Cosignature.id)
    )
    here, serving = [], []
    for name, shown_city, region_code, city, mrc, riding_id, kind in rows:
        place = (region_code, search_key(city))
        if riding_id == riding.id or (riding_id is None and place in around.whole):
            here.append(Signed(name, shown_city))
        elif kind is Kind.REGIONAL_TABLE or not city or _shares(around, place, mrc, riding_id):
            serving.append(Signed(name, shown_city))
    return here, serving


def _shares(around: _Around, place: tuple[str, str], mrc: str, riding_id: uuid.UUID | None) -> bool:
    if riding_id is None and place in around.shared:
        return True
    return bool(mrc) and (place[0], search_key(mrc)) in around.mrcs


def _members(campaign: Campaign, riding: Riding, codes: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """How many members there are, and how many of them signed: of the riding under « », and of each region."""
    signed = sa.exists().where(
        Cosignature.organization_id == Organization.id,
        Cosignature.campaign_id == campaign.id,
        cosignatures.on_public_list(),
    )
    is_here = Organization.riding_id == riding.id
    rows = db.session.execute(
        sa.select(
            Organization.region_code,
            sa.func.count(),
            sa.func.count().filter(signed),
            sa.func.count().filter(is_here),
            sa.func.count().filter(sa.and_(is_here, signed)),
        )
        .where(organizations.IS_MEMBER, sa.or_(Organization.region_code.in_(sorted(codes)), is_here))
        .group_by(Organization.region_code)
    ).all()
    found = dict.fromkeys(codes, (0, 0)) | {row[0]: (row[1], row[2]) for row in rows}
    found[""] = (sum(row[3] for row in rows), sum(row[4] for row in rows))
    return found
