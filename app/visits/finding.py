"""The visits of a campaign as staff see them: to come, made, and the ridings where none is planned yet."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import VISITS, Account
from app.campaigns.models import Campaign
from app.campaigns.service import Scope
from app.core.database import db
from app.editions import service as editions
from app.editions.models import Edition
from app.messages import service as messages
from app.officials import service as officials
from app.officials.models import Mandate
from app.territory.models import Region, Riding
from app.visits.models import State, Visit
from app.visits.scope import campaign_of, scope

Holders = Mapping[uuid.UUID | str | None, Mandate]  # whoever is in office today, by riding or by portfolio


@dataclass(frozen=True)
class Seat:
    """A riding, with whoever sits for it today."""

    riding: Riding
    mna: Mandate | None


@dataclass(frozen=True)
class Remaining:
    """The ridings of a region where no visit is planned or made."""

    region: Region
    seats: Sequence[Seat]
    total: int  # ridings of the region

    @property
    def visited(self) -> int:
        return self.total - len(self.seats)


@dataclass(frozen=True)
class Agenda:
    """Everything that the page of visits shows."""

    campaign: Campaign
    to_come: Sequence[Visit]
    deposited: Sequence[Visit]
    cancelled: Sequence[Visit]
    remaining: Sequence[Remaining]
    ministries: Sequence[str]  # those where no visit is planned or made
    holders: Holders
    plans: Scope  # where the account plans visits itself
    excerpts_to_read: int

    @property
    def may_plan(self) -> bool:
        return self.plans.codes is None or bool(self.plans.codes)

    def tells(self, visit: Visit) -> bool:
        """When and where it is to be is for those who plan it; whoever reads figures only is told that there is one."""
        return self.plans.reaches(visit.riding)

    @property
    def ridings_left(self) -> int:
        """How many ridings have no visit."""
        return len({seat.riding.id for one in self.remaining for seat in one.seats})


def agenda(account: Account, slug: str) -> Agenda:
    """Raises NoSuchCampaign."""
    campaign = campaign_of(account, slug)
    reached, plans = scope(account, campaign), scope(account, campaign, VISITS)
    plans = reached if plans == reached else plans
    ridings = reached.ridings  # read before the visits, which find theirs among them
    visits = [visit for visit in _of(campaign) if reached.reaches(visit.riding)]
    standing = [visit for visit in visits if visit.state is not State.CANCELLED]
    holders = {mandate.riding_id or mandate.portfolio: mandate for mandate in officials.in_office()}
    return Agenda(
        campaign=campaign,
        to_come=[visit for visit in visits if visit.state is State.PLANNED],
        deposited=sorted(
            (visit for visit in visits if visit.deposited_on), key=lambda visit: visit.deposited_on or visit.meets_on,
            reverse=True,
        ),
        cancelled=[visit for visit in visits if visit.state is State.CANCELLED],
        remaining=_remaining(ridings, {visit.riding_id for visit in standing}, holders),
        ministries=[one for one in reached.portfolios if one not in {visit.portfolio for visit in standing}],
        holders=holders,
        plans=plans,
        excerpts_to_read=messages.to_read(campaign, plans.riding_ids) if account.may(VISITS) else 0,
    )  # fmt: skip


def of_riding(campaign: Campaign, riding: Riding) -> Sequence[Visit]:
    """The visits of one riding that were not cancelled, the last first."""
    return [visit for visit in _of(campaign, riding) if visit.state is not State.CANCELLED][::-1]


def choices(account: Account, campaign: Campaign) -> tuple[list[Seat], tuple[str, ...], Sequence[Edition]]:
    """Whom one may plan to visit, and what may be handed over."""
    reached, mnas = scope(account, campaign, VISITS), officials.mnas_by_riding()
    seats = [Seat(riding, mnas.get(riding.id)) for riding in reached.ridings]
    return seats, reached.portfolios, editions.every(campaign)


def _of(campaign: Campaign, riding: Riding | None = None) -> Sequence[Visit]:
    there = [Visit.riding_id == riding.id] if riding else []
    return db.session.scalars(
        sa.select(Visit)
        .where(Visit.campaign_id == campaign.id, *there)
        .order_by(Visit.meets_on, Visit.hour, Visit.id)
        .options(
            joinedload(Visit.riding),
            joinedload(Visit.edition),
            joinedload(Visit.mandate),
        )
    ).all()


def _remaining(ridings: Sequence[Riding], visited: Collection[uuid.UUID | None], holders: Holders) -> list[Remaining]:
    """By the region of the riding; one that spans two stands under its first."""
    by_region: defaultdict[str, list[Riding]] = defaultdict(list)
    for riding in ridings:
        by_region[riding.region_code].append(riding)
    return [
        Remaining(
            theirs[0].region,
            [Seat(riding, holders.get(riding.id)) for riding in theirs if riding.id not in visited],
            len(theirs),
        )
        for _code, theirs in sorted(by_region.items())
    ]
