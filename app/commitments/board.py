"""What everybody reads: where each official stands, by riding and by party, with the figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments.finding import ELECTED, Filter, Line, Roll, roll
from app.commitments.models import STANDS, Commitment, Stance
from app.commitments.standing import stances, standing
from app.commitments.words import roles_in_words, source_in_words, stance_in_words
from app.core.clock import today
from app.core.database import db
from app.core.keys import search_key
from app.core.tabular import Cell
from app.officials import service as officials
from app.officials.models import Official
from app.territory.models import Region

MOST_OF_FEED = 50


@dataclass(frozen=True)
class Tally:
    """How many elected persons of a region or of a party stand where. Vacant seats are nobody."""

    name: str
    code: str
    counts: Counter[Stance]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def supports(self) -> int:
        return self.counts[Stance.SUPPORTS]

    @property
    def share(self) -> float | None:
        """Of those in office, the part that supports."""
        return self.supports / self.total if self.total else None


@dataclass(frozen=True)
class Section:
    """The lines of one region, or of those who hold no seat."""

    region: Region | None
    lines: Sequence[Line]

    @property
    def counts(self) -> Counter[Stance]:
        """How many of these lines stand where; a vacant seat stands nowhere."""
        return Counter(line.stance for line in self.lines if line.official)


@dataclass(frozen=True)
class Board:
    """Everything that the public page shows."""

    roll: Roll
    together: Tally
    by_region: Sequence[Tally]
    by_party: Sequence[Tally]
    sections: Sequence[Section]
    dissolved_on: date | None  # while an election is under way: the lines are those of that day


def board(campaign: Campaign, wanted: Filter | None = None) -> Board:
    """As the public is told: a stance that is not public is not known."""
    known = {
        official_id: commitment
        for official_id, commitment in standing(campaign.id).items()
        if commitment.shown_stance is not Stance.UNKNOWN
    }
    found = roll(campaigns.everybody_of(campaign), known, wanted or Filter())
    held = [line for line in found.everybody if line.is_elected]
    parties = {
        party: [line for line in held if line.official and line.official.party == party] for party in found.parties
    }
    return Board(
        roll=found,
        together=_tally("", "", held),
        by_region=[
            _tally(one.name, one.code, (line for line in held if line.riding and line.riding.region_code == one.code))
            for one in found.regions
        ],
        by_party=sorted(
            (_tally(party, "", lines) for party, lines in parties.items() if lines),
            key=lambda tally: (-tally.total, search_key(tally.name)),
        ),
        sections=_sections(found),
        dissolved_on=officials.dissolution(),
    )


def counts(campaign: Campaign) -> Counter[Stance]:
    """How many elected persons stand where, as the public is told; of the others nothing is known."""
    known = stances(campaign.id)
    if not known:
        return Counter()
    elected = {mandate.official_id for mandate in officials.in_office_or_dissolved() if mandate.office in ELECTED}
    return Counter(stance for official_id, stance in known.items() if official_id in elected)


def latest(campaign: Campaign) -> Sequence[tuple[Commitment, Official]]:
    """What stands and was noted last, with whose it is, for those who follow."""
    found = db.session.execute(
        sa.select(Commitment, Official)
        .join(Official, Official.id == Commitment.official_id)
        .where(Commitment.campaign_id == campaign.id, STANDS, Commitment.is_public, Commitment.stance != Stance.UNKNOWN)
        .order_by(Commitment.noted_at.desc(), Commitment.id.desc())
        .limit(MOST_OF_FEED)
    )
    return found.all()


def table(board: Board, heading: Sequence[str], locale: str) -> list[list[Cell]]:
    """The board as a table, its first row being the heading."""
    return [list(heading), *(_cells(line, locale) for line in board.roll.everybody)]


def as_json(board: Board, locale: str) -> str:
    """The board for programs."""
    told = {
        "campaign": board.roll.campaign.slug,
        "on": today().isoformat(),
        "counts": _counted(board.together),
        "parties": {tally.name: _counted(tally) for tally in board.by_party},
        "regions": {tally.code: _counted(tally) for tally in board.by_region},
        "officials": [_line(line, locale) for line in board.roll.everybody if line.official],
        "vacant": [line.riding.name for line in board.roll.everybody if line.riding and not line.official],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _tally(name: str, code: str, lines: Iterable[Line]) -> Tally:
    return Tally(name, code, Counter(line.stance for line in lines))


def _sections(found: Roll) -> list[Section]:
    """By the region of the riding; one that spans two stands under its first."""
    sections = [
        Section(region, [line for line in found.lines if line.riding and line.riding.region_code == region.code])
        for region in found.regions
    ]
    sections.append(Section(None, [line for line in found.lines if line.riding is None]))
    return [section for section in sections if section.lines]


def _counted(tally: Tally) -> dict[str, int]:
    return {stance.value: tally.counts[stance] for stance in Stance}


def _cells(line: Line, locale: str) -> list[Cell]:
    riding, official, said = line.riding, line.official, line.commitment
    return [
        riding.region.name if riding else "",
        riding.name if riding else "",
        official.name if official else "",
        official.party if official else "",
        roles_in_words(line, locale),
        stance_in_words(line.stance) if official else "",
        said.said_on.isoformat() if said and said.said_on else "",
        source_in_words(said.source) if said and said.source else "",
        said.link if said else "",
        said.sentence if said else "",
    ]


def _line(line: Line, locale: str) -> dict[str, Any]:
    riding, official, said = line.riding, line.official, line.commitment
    return {
        "name": official.name if official else "",
        "party": official.party if official else "",
        "roles": roles_in_words(line, locale),
        "riding": riding.name if riding else None,
        "region": riding.region_code if riding else None,
        "stance": line.stance.value,
        "on": said.said_on.isoformat() if said and said.said_on else None,
        "source": said.source.value if said and said.source else None,
        "link": said.link if said else "",
        "sentence": said.sentence if said else "",
    }
