"""What staff see of cosignatures: the piles of their regions, and each of them with its history."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, RoleName
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.chapters import service as chapters
from app.core.database import db
from app.cosignatures.errors import NoSuchCosignature
from app.cosignatures.models import (
    Cosignature,
    ImportedAnswer,
    Reception,
    Signatory,
    State,
)
from app.cosignatures.searching import matching
from app.organizations.models import Organization
from app.territory import service as territory
from app.territory.models import Region

campaign_of, serves = campaigns.of_staff, campaigns.serves
READ = "cosignatures.read"
# What a card shows beside the row itself: read with it, whatever the length of the list, and nothing more.
ON_A_CARD = (
    joinedload(Cosignature.organization).load_only(Organization.origin),
    joinedload(Cosignature.signatory).load_only(Signatory.name, Signatory.title),
    joinedload(Cosignature.region).load_only(Region.name),
    joinedload(Cosignature.reception).load_only(Reception.channel),
    joinedload(Cosignature.at_kiosk),
    joinedload(Cosignature.imported).load_only(ImportedAnswer.reasons),
)
PER_PAGE = 50
MOST_ELSEWHERE = 12  # names of other piles that a search in vain shows


class Tab(StrEnum):
    """The piles of the desk, as their addresses name them."""

    TO_VALIDATE = "a-valider"
    TO_CHECK = "a-verifier"
    VALIDATED = "validees"
    DECLINED = "refusees"
    WITHDRAWN = "retirees"
    DUPLICATE = "en-double"

    @property
    def state(self) -> State:
        return _STATES[self]


_STATES = {
    Tab.TO_VALIDATE: State.CONFIRMED,
    Tab.TO_CHECK: State.TO_CHECK,
    Tab.VALIDATED: State.VALIDATED,
    Tab.DECLINED: State.DECLINED,
    Tab.WITHDRAWN: State.WITHDRAWN,
    Tab.DUPLICATE: State.DUPLICATE,
}
_TABS = {state: tab for tab, state in _STATES.items()}
# Not shown: forms that nobody confirmed, and those closed because the same person confirmed another.
_SHOWN = sa.and_(
    Cosignature.state != State.SUBMITTED,
    sa.or_(Cosignature.state != State.DUPLICATE, Cosignature.confirmed_at.is_not(None)),
)

_OF_A_CHAPTER = Campaign.chapter_id.is_not(None)


@dataclass(frozen=True)
class Pile:
    """One page of a tab."""

    rows: Sequence[Cosignature]
    total: int
    unnamed: int  # of them, those whose name is not to be published
    page: int
    pages: int


def may_see(account: Account, cosignature: Cosignature, right: str = READ) -> bool:
    """In the account's regions, and shown in the piles: what nobody confirmed is nobody's business yet."""
    in_scope = serves(account, cosignature.campaign, cosignature.region_code, right)
    was_closed = cosignature.state is State.DUPLICATE and cosignature.confirmed_at is None
    return in_scope and cosignature.state is not State.SUBMITTED and not was_closed


def regions_of(account: Account, right: str = READ) -> list[Region]:
    """The regions that this account serves, in the order of the list."""
    codes = account.region_codes(right)
    return [region for region in territory.regions() if codes is None or region.code in codes]


def waiting(account: Account) -> int:
    """How many wait for a decision in the account's regions; beside the entry of the rail.

    Campaign by campaign: through the index of states, no other row is read.
    """
    waits = Cosignature.state.in_((State.CONFIRMED, State.TO_CHECK))
    current = Cosignature.campaign_id.in_(sa.select(Campaign.id).where(Campaign.state != CampaignState.ARCHIVED))
    statement = sa.select(sa.func.count()).select_from(Cosignature).where(current, waits, *scope(account, READ))
    return db.session.scalar(statement) or 0


def tab_counts(campaign: Campaign, account: Account, region_code: str | None, query: str = "") -> Counter[Tab]:
    """How many lie in each pile; with a search, how many of those that it finds."""
    found = db.session.execute(
        sa.select(Cosignature.state, sa.func.count())
        .where(Cosignature.campaign_id == campaign.id, _SHOWN, *scope(account, READ, region_code), *matching(query))
        .group_by(Cosignature.state)
    )
    return Counter({_TABS[state]: number for state, number in found})


def pile(campaign: Campaign, account: Account, tab: Tab, *, region_code: str | None, query: str, page: int) -> Pile:
    """One page of a tab: those that wait, oldest first; the others in alphabetical order."""
    conditions = [
        Cosignature.campaign_id == campaign.id,
        Cosignature.state == tab.state,
        _SHOWN,
        *scope(account, READ, region_code),
        *matching(query),
    ]
    unnamed = sa.func.count().filter(~Cosignature.publishes_name)
    counted = sa.select(sa.func.count(), unnamed).select_from(Cosignature).where(*conditions)
    total, without_name = db.session.execute(counted).one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    waits = tab in (Tab.TO_VALIDATE, Tab.TO_CHECK)
    order: tuple[Any, ...] = (Cosignature.confirmed_at, Cosignature.id) if waits else (Cosignature.sort_key,)
    rows = db.session.scalars(
        sa.select(Cosignature)
        .options(*ON_A_CARD)
        .where(*conditions)
        .order_by(*order)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Pile(rows, total, without_name, page, pages)


def found_elsewhere(
    campaign: Campaign, account: Account, tab: Tab, *, region_code: str | None, query: str
) -> dict[Tab, list[Cosignature]]:
    """What a search finds in the other piles: the first of them, by pile."""
    rows = db.session.scalars(
        sa.select(Cosignature)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.state != tab.state,
            _SHOWN,
            *scope(account, READ, region_code),
            *matching(query),
        )
        .order_by(Cosignature.sort_key)
        .limit(MOST_ELSEWHERE)
    ).all()
    found = {other: [row for row in rows if row.state is other.state] for other in Tab}
    return {other: rows for other, rows in found.items() if rows}


def one(account: Account, cosignature_id: uuid.UUID, right: str = READ) -> Cosignature:
    """With its history. Raises NoSuchCosignature also for a region that the account does not serve."""
    cosignature = db.session.scalar(
        sa.select(Cosignature)
        .options(
            selectinload(Cosignature.moves),
            selectinload(Cosignature.changes),
            joinedload(Cosignature.organization),
            joinedload(Cosignature.signatory),
            joinedload(Cosignature.reception),
            joinedload(Cosignature.at_kiosk),
            joinedload(Cosignature.imported),
            joinedload(Cosignature.resolution),
        )
        .where(Cosignature.id == cosignature_id)
    )
    if cosignature is None or not may_see(account, cosignature, right):
        raise NoSuchCosignature
    return cosignature


def names_of_staff(cosignature: Cosignature) -> dict[uuid.UUID, str]:
    """Who decided, by account."""
    by_hand = [*cosignature.moves, *cosignature.changes, cosignature.reception, cosignature.resolution]
    ids = {one.account_id for one in by_hand if one is not None and one.account_id}
    found = db.session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids)))
    return dict(found.all())


def relay_of(cosignature: Cosignature) -> str:
    """Whose link it came by: the acronym of a table, else the key of the link; "" when it came by none."""
    if not cosignature.via:
        return ""
    chapter = chapters.by_key(cosignature.via)
    return chapter.acronym if chapter else cosignature.via


def region_names() -> dict[str, str]:
    """The name of each region, by its code."""
    return {region.code: region.name for region in territory.regions()}


def scope(account: Account, right: str, region_code: str | None = None) -> list[sa.ColumnElement[bool]]:
    """The conditions under which a cosignature is in that account’s regions, or in its chapter’s own campaign."""
    codes = account.region_codes(right)
    conditions: list[sa.ColumnElement[bool]] = []
    if not account.holds(RoleName.ADMIN):
        served = sa.true() if codes is None else Cosignature.region_code.in_(sorted(codes))
        own: sa.ColumnElement[bool] = sa.false()
        if account.chapter_ids:
            own = Cosignature.campaign_id.in_(_campaigns(Campaign.chapter_id.in_(account.chapter_ids)))
        conditions.append(sa.or_(sa.and_(served, ~Cosignature.campaign_id.in_(_campaigns(_OF_A_CHAPTER))), own))
    if region_code:
        conditions.append(Cosignature.region_code == region_code)
    return conditions


def _campaigns(condition: sa.ColumnElement[bool]) -> sa.Select[uuid.UUID]:
    return sa.select(Campaign.id).where(condition)
