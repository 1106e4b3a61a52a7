"""Which news and activities everybody can read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.campaigns.models import Campaign
from app.core.clock import TORONTO, today
from app.core.database import db
from app.territory.models import Region
from app.updates.errors import NoSuchUpdate, UpdateTakenBack
from app.updates.models import Kind, State, Update

HIGHEST = 2**31 - 1  # what a column of numbers holds
PER_PAGE = 20
PAST_SHOWN = 20
ON_THE_CAMPAIGN = 3
IN_A_FEED = 30


@dataclass(frozen=True)
class Front:
    """What the page of a campaign tells of them: the victory stands first, in place of the note of the campaign."""

    victory: Update | None
    upcoming: Sequence[Update]
    latest: Sequence[Update]


@dataclass(frozen=True)
class Listed:
    """One page of the news of a campaign, with the activities to come and the last ones that are over."""

    upcoming: Sequence[Update]
    news: Sequence[Update]
    past: Sequence[Update]
    page: int
    pages: int


def numbered(campaign: Campaign, number: int) -> Update:
    """Whatever its state. Raises NoSuchUpdate."""
    known = sa.select(Update).where(Update.campaign_id == campaign.id, Update.number == number)
    known = known.options(joinedload(Update.mailing), joinedload(Update.regions), joinedload(Update.texts))
    update = db.session.scalars(known).unique().one_or_none() if 0 < number <= HIGHEST else None
    if update is None or update.campaign is not campaign:  # asked while it is at hand: nobody reads it again
        raise NoSuchUpdate
    return update


def public(campaign: Campaign, number: int) -> Update:
    """Raises NoSuchUpdate, or UpdateTakenBack."""
    update = numbered(campaign, number)
    if update.state is State.TAKEN_BACK:
        raise UpdateTakenBack(campaign=campaign)
    if not update.is_public:
        raise NoSuchUpdate
    return update


def front(campaign: Campaign) -> Front:
    """In one question: the page of a campaign asks many."""
    news = _ids(campaign, _IS_NEWS).order_by(_IS_VICTORY.desc(), *_NEWEST_FIRST).limit(ON_THE_CAMPAIGN + 1)
    coming = _ids(campaign, *_to_come()).order_by(*_SOONEST_FIRST).limit(ON_THE_CAMPAIGN)
    shown = _published(campaign).where(sa.or_(Update.id.in_(news), Update.id.in_(coming)))
    shown = shown.options(joinedload(Update.regions), joinedload(Update.texts))
    found = db.session.scalars(shown.order_by(_IS_VICTORY.desc(), Update.starts_at, *_NEWEST_FIRST)).unique().all()
    told = [update for update in found if not update.is_activity]
    victory = told.pop(0) if told and told[0].kind is Kind.VICTORY else None
    return Front(victory, [update for update in found if update.is_activity], told[:ON_THE_CAMPAIGN])


def victories() -> Mapping[uuid.UUID, Update]:
    """The one of each campaign that was won, by campaign."""
    won = sa.select(Update).where(_IS_VICTORY, Update.state == State.PUBLISHED)
    return {update.campaign_id: update for update in db.session.scalars(won)}


def upcoming(campaign: Campaign, region_code: str | None = None) -> Sequence[Update]:
    """The activities whose day is not over, the next one first."""
    coming = _published(campaign, region_code).where(*_to_come())
    return db.session.scalars(coming.order_by(*_SOONEST_FIRST)).all()


def activities(campaign: Campaign, region_code: str | None = None) -> Sequence[Update]:
    """All of them, for a calendar: what is over stays where it was."""
    held = _published(campaign, region_code).where(~_IS_NEWS)
    return db.session.scalars(held.order_by(*_SOONEST_FIRST)).all()


def feed(campaign: Campaign, region_code: str | None = None) -> Sequence[Update]:
    """The last ones of every kind, the newest first."""
    return db.session.scalars(_published(campaign, region_code).order_by(*_NEWEST_FIRST).limit(IN_A_FEED)).all()


def listed(campaign: Campaign, region_code: str | None, page: int) -> Listed:
    """What concerns a region is its own and what concerns everybody."""
    news = _published(campaign, region_code).where(_IS_NEWS)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(news.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = news.order_by(*_NEWEST_FIRST).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    past = _published(campaign, region_code).where(~_IS_NEWS, _ends() < _midnight())
    return Listed(
        upcoming(campaign, region_code),
        db.session.scalars(shown).all(),
        db.session.scalars(past.order_by(Update.starts_at.desc()).limit(PAST_SHOWN)).all(),
        page,
        pages,
    )


_IS_NEWS = Update.kind != Kind.ACTIVITY
_IS_VICTORY = Update.kind == Kind.VICTORY
_NEWEST_FIRST = (Update.published_at.desc(), Update.number.desc())
_SOONEST_FIRST = (Update.starts_at, Update.number)


def _published(campaign: Campaign, region_code: str | None = None) -> sa.Select[Update]:
    chosen = sa.select(Update).where(Update.campaign_id == campaign.id, Update.state == State.PUBLISHED)
    if region_code is None:
        return chosen
    return chosen.where(sa.or_(Update.regions.any(Region.code == region_code), ~Update.regions.any()))


def _ids(campaign: Campaign, *conditions: sa.ColumnElement[bool]) -> sa.Select[uuid.UUID]:
    return sa.select(Update.id).where(Update.campaign_id == campaign.id, Update.state == State.PUBLISHED, *conditions)


def _to_come() -> tuple[sa.ColumnElement[bool], ...]:
    return ~_IS_NEWS, _ends() >= _midnight()


def _ends() -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(Update.ends_at, Update.starts_at, type_=Update.starts_at.type)


def _midnight() -> datetime:
    """When today began in Quebec."""
    day = today()
    return datetime(day.year, day.month, day.day, tzinfo=TORONTO)
