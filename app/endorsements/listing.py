"""What the public reads of endorsements: apart from the cosignatures, with figures of their own."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.database import db
from app.endorsements.models import PERSONS, Endorsement, State, Supporting

# The order of the page: bodies, those who were elected, then persons.
ORDER = (
    Supporting.MUNICIPALITY, Supporting.UNION, Supporting.INSTITUTION, Supporting.CHILDCARE, Supporting.BUSINESS,
    Supporting.PARTY, Supporting.OTHER, Supporting.ELECTED, Supporting.PERSON,
)  # fmt: skip
FEWEST_PERSONS = 5  # a smaller number of unnamed persons could be recognized


@dataclass(frozen=True, slots=True)
class Named:
    """One that is named."""

    name: str
    title: str
    city: str


@dataclass(frozen=True)
class Group:
    """One kind: those that are named, and how many more."""

    kind: Supporting
    named: list[Named]
    unnamed: int

    @property
    def count(self) -> int:
        return len(self.named) + self.unnamed


@dataclass(frozen=True)
class Support:
    """Everything that is public; its total is what stands below it."""

    groups: list[Group]

    @property
    def total(self) -> int:
        return sum(group.count for group in self.groups)


def public_support(campaign: Campaign) -> Support:
    """By kind. Of persons who are not named, the number only, and none when they are fewer than five."""
    rows = db.session.execute(
        sa.select(Endorsement.kind, Endorsement.name, Endorsement.title, Endorsement.city, Endorsement.publishes_name)
        .where(Endorsement.campaign_id == campaign.id, Endorsement.state == State.VALIDATED)
        .order_by(Endorsement.sort_key, Endorsement.id)
    )
    named: dict[Supporting, list[Named]] = {kind: [] for kind in ORDER}
    unnamed = dict.fromkeys(ORDER, 0)
    for kind, name, title, city, publishes_name in rows:
        if publishes_name and name:
            named[kind].append(Named(name, title, city))
        else:
            unnamed[kind] += 1
    groups = [Group(kind, named[kind], _shown(kind, unnamed[kind])) for kind in ORDER]
    return Support([group for group in groups if group.count])


def _shown(kind: Supporting, number: int) -> int:
    return 0 if kind in PERSONS and number < FEWEST_PERSONS else number
