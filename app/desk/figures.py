"""Campaigns in figures, region by region. The database groups; what comes back does not grow with the signatures."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core import clock
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature, State
from app.desk.scope import Place
from app.organizations import service as organizations
from app.organizations.models import Organization

DAYS = 14  # of the sparkline, today included
COUNTED = (State.CONFIRMED, State.VALIDATED, State.TO_CHECK)


@dataclass(frozen=True)
class Figures:
    """What one region, or several together, come to. Organizations, never persons."""

    members: int = 0
    members_signed: int = 0
    signed: int = 0  # live: confirmed or validated
    validated: int = 0
    to_check: int = 0  # a person is to decide: confirmed, or set aside
    days: tuple[int, ...] = (0,) * DAYS  # live ones, by the day on which they were confirmed; today comes last
    last_activity: datetime | None = None  # a confirmation or a validation
    goal: int = 0

    @property
    def since_yesterday(self) -> int:
        """Confirmed yesterday or today."""
        return sum(self.days[-2:])

    @property
    def coverage(self) -> float | None:
        """The share of the members that signed; None where no member is known."""
        return self.members_signed / self.members if self.members else None

    @property
    def mark(self) -> str:
        """Changes when anything on the desk does: so a page that is open knows that somebody decided."""
        moment = int(self.last_activity.timestamp()) if self.last_activity else 0
        return f"{self.members_signed}.{self.signed}.{self.validated}.{self.to_check}.{moment}"

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            members=self.members + other.members,
            members_signed=self.members_signed + other.members_signed,
            signed=self.signed + other.signed,
            validated=self.validated + other.validated,
            to_check=self.to_check + other.to_check,
            days=tuple(map(add, self.days, other.days)),
            last_activity=_later(self.last_activity, other.last_activity),
            goal=self.goal + other.goal,
        )


@dataclass(frozen=True)
class Line:
    """One region of a campaign."""

    place: Place
    figures: Figures


def total(lines: Iterable[Line]) -> Figures:
    """What is written below the lines is the sum of the lines, never counted apart."""
    return reduce(add, (line.figures for line in lines), Figures())


def lines_of(campaign: Campaign, places: Sequence[Place]) -> list[Line]:
    """The campaign in each of these regions, also where nobody signed."""
    found = by_region([campaign.id], [place.code for place in places])
    return [
        Line(place, replace(found.get((campaign.id, place.code), Figures()), goal=place.goal or 0)) for place in places
    ]


def by_region(campaign_ids: Sequence[uuid.UUID], codes: Sequence[str]) -> dict[tuple[uuid.UUID, str], Figures]:
    """Three questions, whatever the number of campaigns, regions and rows."""
    found: dict[tuple[uuid.UUID, str], Figures] = {}

    def more(key: tuple[uuid.UUID, str], figures: Figures) -> None:
        found[key] = found.get(key, Figures()) + figures

    for campaign_id, code, state, days_ago, number, *latest in db.session.execute(_signed(campaign_ids, codes)):
        more((campaign_id, code), _of_group(state, days_ago, number, latest))
    for campaign_id, code, number in db.session.execute(_members_signed(campaign_ids, codes)):
        more((campaign_id, code), Figures(members_signed=number))
    for code, number in db.session.execute(_members(codes)):
        for campaign_id in campaign_ids:
            more((campaign_id, code), Figures(members=number))
    return found


def since_yesterday() -> datetime:
    """When yesterday began, on a Quebec clock."""
    return _beginning(1)


def in_days(moments: Iterable[datetime]) -> tuple[int, ...]:
    """How many on each of the last days, today last."""
    beginnings = [_beginning(day).astimezone(UTC) for day in reversed(range(DAYS))]  # two zones compare slowly
    days = [0] * (1 + DAYS)  # before them all comes first
    for moment in moments:
        days[bisect_right(beginnings, moment)] += 1
    return tuple(days[1:])


def _of_group(state: State, days_ago: int, number: int, latest: list[datetime | None]) -> Figures:
    is_live = state is not State.TO_CHECK
    days = [0] * DAYS
    if is_live and days_ago < DAYS:
        days[DAYS - 1 - days_ago] = number
    return Figures(
        signed=number * is_live,
        validated=number * (state is State.VALIDATED),
        to_check=number * (state is not State.VALIDATED),
        days=tuple(days),
        last_activity=max(filter(None, latest), default=None),
    )


def _signed(campaign_ids: Sequence[uuid.UUID], codes: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    """By the region of the signature, which is seldom another than that of the member."""
    days_ago = sa.case(
        (Cosignature.confirmed_at < _beginning(DAYS - 1), DAYS),  # first: most rows are older
        *((Cosignature.confirmed_at >= _beginning(day), day) for day in range(DAYS)),
        else_=DAYS,
    )
    return (
        sa.select(
            Cosignature.campaign_id,
            Cosignature.region_code,
            Cosignature.state,
            days_ago.label("days_ago"),
            sa.func.count(),
            sa.func.max(Cosignature.confirmed_at),
            sa.func.max(Cosignature.validated_at),
        )
        .where(
            Cosignature.campaign_id.in_(campaign_ids),
            Cosignature.state.in_(COUNTED),
            Cosignature.region_code.in_(codes),
        )
        .group_by(Cosignature.campaign_id, Cosignature.region_code, Cosignature.state, "days_ago")
    )


def _members_signed(campaign_ids: Sequence[uuid.UUID], codes: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    """By the region of the member; apart from the signatures, since no index serves « of one region or the other »."""
    return (
        sa.select(Cosignature.campaign_id, Organization.region_code, sa.func.count())
        .join(Organization, Organization.id == Cosignature.organization_id)
        .where(
            Cosignature.campaign_id.in_(campaign_ids),
            cosignatures.LIVE,
            organizations.IS_MEMBER,
            Organization.region_code.in_(codes),
        )
        .group_by(Cosignature.campaign_id, Organization.region_code)
    )


def _members(codes: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Organization.region_code, sa.func.count())
        .where(organizations.IS_MEMBER, Organization.region_code.in_(codes))
        .group_by(Organization.region_code)
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other


def _beginning(days_ago: int) -> datetime:
    day = clock.today() - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, tzinfo=clock.TORONTO)
