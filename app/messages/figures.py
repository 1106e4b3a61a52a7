"""How many wrote, from which ridings, to whom, and how far it has come. Persons and organizations are counted apart."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.database import db
from app.deliveries.models import Delivery
from app.messages.models import Letterhead, Message, MessageRecipient, State, Wait
from app.messages.progress import Progress, of_state
from app.officials.models import Mandate
from app.territory.models import Riding, riding_other_regions

READ = "desk"
CONFIRMED = (State.CONFIRMED, State.QUEUED, State.DONE)

_COUNTS = Message.set_aside_for.is_(None)  # what is set aside is « to look at », and counts for nobody until then
_is_letter = sa.select(Letterhead.message_id).where(Letterhead.message_id == Message.id).exists()


@dataclass
class Count:
    """So many persons, and so many organizations."""

    persons: int = 0
    organizations: int = 0

    def add(self, number: int, *, is_letter: bool) -> None:
        if is_letter:
            self.organizations += number
        else:
            self.persons += number


@dataclass(frozen=True)
class ToOfficial:
    """What one office received of the campaign, and what is still on its way."""

    mandate: Mandate
    by_progress: Counter[Progress]

    @property
    def in_all(self) -> int:
        return sum(self.by_progress.values())


@dataclass(frozen=True)
class Waiting:
    """Messages that wait for somebody to hold an office."""

    rule: str
    riding: Riding
    number: int


@dataclass(frozen=True)
class Figures:
    """The messages of a campaign, in the part that somebody on the staff may look at."""

    campaign: Campaign
    states: dict[State, Count]
    to_look_at: int
    ridings: list[tuple[Riding, Count]] = field(default_factory=list)
    officials: list[ToOfficial] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def confirmed(self) -> Count:
        found = [self.states[state] for state in CONFIRMED]
        return Count(sum(one.persons for one in found), sum(one.organizations for one in found))


def figures(account: Account, slug: str) -> Figures:
    """Raises NoSuchCampaign."""
    campaign = campaigns.of_staff(account, slug)
    here = within(account, campaign)
    return Figures(
        campaign=campaign,
        states=_states(here),
        to_look_at=_to_look_at(here),
        ridings=_ridings(here),
        officials=_officials(here),
        waiting=_waiting(here),
    )


def within(account: Account, campaign: Campaign, right: str = READ) -> list[sa.ColumnElement[bool]]:
    """The messages from ridings of the account's regions; a riding that spans two regions is of both."""
    codes = None if campaign.chapter_id is not None else account.region_codes(right)
    if codes is None:
        return [Message.campaign_id == campaign.id]
    other = sa.select(riding_other_regions.c.riding_id).where(riding_other_regions.c.region_code.in_(codes))
    ridings = sa.select(Riding.id).where(sa.or_(Riding.region_code.in_(codes), Riding.id.in_(other)))
    return [Message.campaign_id == campaign.id, Message.riding_id.in_(ridings)]


def _states(here: Sequence[sa.ColumnElement[bool]]) -> dict[State, Count]:
    found = {state: Count() for state in State}
    rows = (
        sa.select(Message.state, _is_letter, sa.func.count()).where(*here, _COUNTS).group_by(Message.state, _is_letter)
    )
    for state, is_letter, number in db.session.execute(rows):
        found[state].add(number, is_letter=is_letter)
    return found


def _to_look_at(here: Sequence[sa.ColumnElement[bool]]) -> int:
    waits = Message.set_aside_for.is_not(None), Message.state.in_((State.WRITTEN, State.CONFIRMED))
    return db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(*here, *waits)) or 0


def _ridings(here: Sequence[sa.ColumnElement[bool]]) -> list[tuple[Riding, Count]]:
    """In French order; those from which nobody wrote are not in it."""
    rows = (
        sa.select(Message.riding_id, _is_letter, sa.func.count())
        .where(*here, _COUNTS, Message.state.in_(CONFIRMED))
        .group_by(Message.riding_id, _is_letter)
    )
    found: dict[uuid.UUID, Count] = defaultdict(Count)
    for riding_id, is_letter, number in db.session.execute(rows):
        found[riding_id].add(number, is_letter=is_letter)
    ridings = db.session.scalars(sa.select(Riding).where(Riding.id.in_(found)).order_by(Riding.sort_key))
    return [(riding, found[riding.id]) for riding in ridings]


def _officials(here: Sequence[sa.ColumnElement[bool]]) -> list[ToOfficial]:
    """Those who received most first."""
    rows = (
        sa.select(MessageRecipient.mandate_id, Delivery.state, sa.func.count())
        .join(Message, Message.id == MessageRecipient.message_id)
        .outerjoin(Delivery, Delivery.id == MessageRecipient.delivery_id)
        .where(*here)
        .group_by(MessageRecipient.mandate_id, Delivery.state)
    )
    counted: dict[uuid.UUID, Counter[Progress]] = defaultdict(Counter)
    for mandate_id, state, number in db.session.execute(rows):
        counted[mandate_id][of_state(state)] += number
    mandates = db.session.scalars(sa.select(Mandate).where(Mandate.id.in_(counted)).options(joinedload(Mandate.riding)))
    found = [ToOfficial(mandate, counted[mandate.id]) for mandate in mandates]
    return sorted(found, key=lambda one: (-one.in_all, one.mandate.official.name))


def _waiting(here: Sequence[sa.ColumnElement[bool]]) -> list[Waiting]:
    rows = (
        sa.select(Wait.rule, Message.riding_id, sa.func.count())
        .join(Wait.message)
        .where(*here, Wait.given_up_at.is_(None))
        .group_by(Wait.rule, Message.riding_id)
    )
    counted = db.session.execute(rows).all()
    ridings = {
        one.id: one for one in db.session.scalars(sa.select(Riding).where(Riding.id.in_({r[1] for r in counted})))
    }
    found = [Waiting(rule, ridings[riding_id], number) for rule, riding_id, number in counted]
    return sorted(found, key=lambda one: (one.rule, one.riding.sort_key))
