"""Whom a campaign can ask: everybody in office, with the seat or the office held, and what is known of each."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.accounts.models import COMMITMENTS, Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.service import Scope
from app.commitments.errors import NoSuchOfficial
from app.commitments.models import Commitment, Stance
from app.commitments.standing import standing
from app.core.keys import search_key
from app.officials import service as officials
from app.officials.models import Mandate, Office, Official
from app.territory.models import Region, Riding

READ = "desk"
ELECTED = frozenset({Office.MNA, Office.MINISTER})  # those who are counted; whoever heads an institution is not


@dataclass(frozen=True)
class Line:
    """Somebody in office, with the riding of the seat if there is one; or a seat that is vacant."""

    riding: Riding | None
    mandates: Sequence[Mandate]  # the seat first
    commitment: Commitment | None = None

    @property
    def official(self) -> Official | None:
        return self.mandates[0].official if self.mandates else None

    @property
    def is_elected(self) -> bool:
        return any(mandate.office in ELECTED for mandate in self.mandates)

    @property
    def stance(self) -> Stance:
        return self.commitment.stance if self.commitment else Stance.UNKNOWN

    @property
    def revision(self) -> int:
        """The number of what is known; 0 while nothing was noted."""
        return self.commitment.revision if self.commitment else 0

    @property
    def anchor(self) -> str:
        """Where the line stands on its page."""
        return self.riding.slug if self.riding else f"destinataire-{self.mandates[0].official_id}"

    @cached_property
    def search_text(self) -> str:
        """What somebody may look for: a name, a riding."""
        names = [mandate.official.name for mandate in self.mandates[:1]]
        return search_key(" ".join([*names, self.riding.name if self.riding else ""]))

    def is_of_region(self, code: str) -> bool:
        """One that spans two regions is of both."""
        riding = self.riding
        return riding is not None and code in {riding.region_code, *(one.code for one in riding.other_regions)}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What somebody asked to see of the lines; empty: all of them."""

    query: str = ""
    region: str = ""
    party: str = ""
    stance: Stance | None = None

    def __bool__(self) -> bool:
        return bool(self.query or self.region or self.party or self.stance)

    def keeps(self, line: Line) -> bool:
        party = line.official.party if line.official else ""
        return (
            (not self.query or search_key(self.query) in line.search_text)
            and (not self.region or line.is_of_region(self.region))
            and (not self.party or party == self.party)
            and (self.stance is None or (line.official is not None and line.stance is self.stance))
        )


@dataclass(frozen=True)
class Roll:
    """The lines of a campaign: a seat each, in the order of the ridings, then those who hold no seat."""

    campaign: Campaign
    everybody: Sequence[Line]
    lines: Sequence[Line]  # those that the filter keeps
    regions: Sequence[Region]

    @property
    def parties(self) -> list[str]:
        return sorted({line.official.party for line in self.everybody if line.official}, key=search_key)


def roll_of_staff(account: Account, slug: str, wanted: Filter) -> Roll:
    """Everybody whom the account may look at. Raises NoSuchCampaign."""
    campaign = campaigns.of_staff(account, slug)
    return roll(campaigns.scope(account, campaign, READ), standing(campaign.id), wanted)


def may_note(account: Account, campaign: Campaign) -> bool:
    """Whether the account may note anything in it."""
    reached = campaigns.scope(account, campaign, COMMITMENTS)
    return reached.codes is None or bool(reached.codes)


def may_note_of(account: Account, campaign: Campaign, line: Line) -> bool:
    return campaigns.scope(account, campaign, COMMITMENTS).reaches(line.riding)


def line_of(account: Account, campaign: Campaign, official_id: uuid.UUID, right: str = READ) -> Line:
    """Raises NoSuchOfficial."""
    return _lines(account, campaign, [official_id], right)[0]


def lines_of_many(account: Account, campaign: Campaign, official_ids: Sequence[uuid.UUID]) -> list[Line]:
    """Of whom one may note something, in that order. Raises NoSuchOfficial for anybody else."""
    return _lines(account, campaign, official_ids, COMMITMENTS)


def _lines(account: Account, campaign: Campaign, official_ids: Sequence[uuid.UUID], right: str) -> list[Line]:
    reached = reached_by(campaigns.scope(account, campaign, right))
    if any(official_id not in reached for official_id in official_ids):
        raise NoSuchOfficial
    known = standing(campaign.id, official_ids)
    return [Line(reached[one].riding, reached[one].mandates, known.get(one)) for one in official_ids]


def reached_by(scope: Scope) -> dict[uuid.UUID, Line]:
    """Everybody in office whom the scope reaches, without what is known of them."""
    return {line.official.id: line for line in lines_of(scope) if line.official}


def lines_of(scope: Scope, known: Mapping[uuid.UUID, Commitment] | None = None) -> list[Line]:
    """A line for each seat, held or vacant, in French order; then whoever holds an office and no seat.

    While an election is under way, a seat is that of whoever held it last: what they said still counts.
    """
    known = known or {}
    held: defaultdict[uuid.UUID, list[Mandate]] = defaultdict(list)
    for mandate in officials.in_office_or_dissolved():
        held[mandate.official_id].append(mandate)
    ridings = {riding.id: riding for riding in scope.everywhere}
    seats, others = dict[uuid.UUID, Line](), list[Line]()
    for official_id, mandates in held.items():
        mandates.sort(key=lambda mandate: mandate.riding_id is None)
        riding = ridings.get(mandates[0].riding_id) if mandates[0].riding_id else None
        line = Line(riding, mandates, known.get(official_id))
        if riding is not None:
            seats[riding.id] = line
        elif scope.reaches_ministries:
            others.append(line)
    others.sort(key=lambda line: search_key(line.mandates[0].official.name))
    return [seats.get(riding.id) or Line(riding, ()) for riding in scope.ridings] + others


def roll(scope: Scope, known: Mapping[uuid.UUID, Commitment], wanted: Filter) -> Roll:
    """The lines of a scope, and those of them that the filter keeps."""
    everybody = lines_of(scope, known)
    regions = {
        region.code: region
        for riding in scope.ridings
        for region in (riding.region, *riding.other_regions)
        if scope.codes is None or region.code in scope.codes or region is riding.region
    }
    shown = [line for line in everybody if wanted.keeps(line)]
    return Roll(scope.campaign, everybody, shown, [region for _code, region in sorted(regions.items())])
