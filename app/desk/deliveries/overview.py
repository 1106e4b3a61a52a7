"""What the delivery desk shows: everything, by campaign, by official; one campaign; the mails that a person decides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.database import db
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery, DeliveryMove, SendingBreaker
from app.deliveries.models import State as DeliveryState
from app.deliveries.service import Frozen, Tally
from app.desk.deliveries import reach
from app.messages import service as messages
from app.messages.service import Paused
from app.officials import service as officials
from app.officials.models import Official

SHOWN_OFFICIALS = 100
HELD_A_PAGE = 25


@dataclass(frozen=True)
class Line:
    """A campaign or an official: what of theirs is where. `key`: the stop that covers them."""

    name: str
    key: str
    tally: Tally
    is_stopped: bool
    campaign: Campaign | None = None
    is_address_held: bool = False  # a letter came back from an official's address: what goes there waits


@dataclass(frozen=True)
class Overview:
    """The whole desk, within the reach of the account."""

    everything: bool
    total: Tally
    campaigns: list[Line]
    others: Tally  # mails of no campaign that is shown: passwords, invitations
    officials: list[Line]
    is_stopped: bool
    frozen: Frozen | None  # the database is a backup: everybody is told, whoever serves all regions lets it go
    finishes_at: datetime | None
    refusing: list[SendingBreaker]
    paused: list[Paused]


@dataclass(frozen=True)
class OfCampaign:
    """The mail of one campaign."""

    line: Line
    everything: bool
    officials: list[Line]
    threshold: int | None
    finishes_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """A held mail with everything that is known of it; never its words, nor who wrote them."""

    delivery: Delivery
    moves: Sequence[DeliveryMove]
    campaign: Campaign | None


def overview(account: Account) -> Overview:
    """Everything that the account reaches."""
    here = reach.of(account)
    tallies, by_official = deliveries.tallies(here.group_keys)
    stops = deliveries.stopped()
    shown = [tally for tally in tallies if tally.key in here.campaigns]
    lines = [_of_campaign(here.campaigns[str(tally.key)], tally, stops) for tally in shown]
    return Overview(
        everything=here.everything,
        total=deliveries.total(tallies),
        campaigns=sorted(lines, key=lambda line: line.campaign.position if line.campaign else 0),
        others=deliveries.total([tally for tally in tallies if tally.key not in here.campaigns]),
        officials=_officials(by_official, stops),
        is_stopped=reach.ALL in stops,
        frozen=deliveries.frozen(),
        finishes_at=deliveries.finishes_at() if here.everything else None,
        refusing=deliveries.troubles() if here.everything else [],
        paused=messages.paused_by_election() if here.everything else [],
    )


def of_campaign(account: Account, slug: str) -> OfCampaign:
    """Raises NoSuchCampaign."""
    campaign = reach.campaign_of(account, slug)
    group = campaigns.mail_group(campaign.id)
    stops = deliveries.stopped()
    groups, by_official = deliveries.tallies([group])
    tally = deliveries.total(groups)
    return OfCampaign(
        line=_of_campaign(campaign, tally, stops),
        everything=account.region_codes(reach.MAIL) is None,
        officials=_officials(by_official, stops),
        threshold=deliveries.rule_of(group),
        finishes_at=deliveries.finishes_at(group),
    )


def held(account: Account, page: int) -> tuple[list[Evidence], int]:
    """The mails that wait for a person, the oldest first, and how many there are in all."""
    here = reach.of(account)
    found, number = deliveries.held_page(page, HELD_A_PAGE, here.group_keys)
    moves = deliveries.histories([delivery.id for delivery in found])
    return [Evidence(one, moves[one.id], here.campaigns.get(one.group_key or "")) for one in found], number


def waiting_for_somebody(account: Account) -> int:
    """For the rail: how many mails a person has to decide about."""
    if account.region_codes(reach.MAIL) is None:
        return deliveries.count_held(None)
    mine = campaigns.mail_groups_of(account.chapter_ids)
    return deliveries.count_held(mine) if mine else 0


def _of_campaign(campaign: Campaign, tally: Tally, stops: frozenset[str]) -> Line:
    key = reach.GROUP + campaigns.mail_group(campaign.id)
    return Line(campaign.slug, key, tally, key in stops, campaign)


def _officials(tallies: list[Tally], stops: frozenset[str]) -> list[Line]:
    """Those for whom something waits or went wrong first; the others by name."""
    names = _names([tally.key for tally in tallies])
    unreached = _unreached(stops)
    lines = []
    for tally in tallies:
        key, who = f"{reach.PACE}{tally.key}", reach.official_id(tally.key)
        name = names.get(who) or tally.name
        lines.append(Line(name, key, tally, key in stops, is_address_held=who in unreached))
    lines.sort(key=lambda line: (-line.tally.waiting - line.tally.states[DeliveryState.HELD], line.name))
    return lines[:SHOWN_OFFICIALS]


def _unreached(stops: frozenset[str]) -> set[uuid.UUID | None]:
    """The officials of whom an address is held."""
    held = [key.removeprefix(reach.ADDRESS) for key in stops if key.startswith(reach.ADDRESS)]
    people = officials.reached_at(held) if held else {}
    return {official.id for those in people.values() for official in those}


def _names(keys: Sequence[str | None]) -> dict[uuid.UUID | None, str]:
    ids = [number for number in map(reach.official_id, keys) if number is not None]
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Official.id, Official.name).where(Official.id.in_(ids)))
    return {row.id: row.name for row in rows}
