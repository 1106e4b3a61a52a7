"""What would be published now: the lines in their order, what is left out and why, what changed since."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core import typesetting
from app.core.database import db
from app.cosignatures import service as cosignatures
from app.cosignatures.models import BoardResolution, Cosignature, Level, State
from app.editions.models import Edition, EditionLine, What
from app.organizations.models import Kind, Organization
from app.territory.models import NATIONAL, Riding


class LeftOut(StrEnum):
    """Why a cosignature is not on the list."""

    WAITING = "waiting"  # nobody has validated it yet
    TO_CHECK = "to_check"
    UNCONSENTED = "unconsented"  # validated, and not to be shown


class Line(NamedTuple):
    """An organization as it would be published; `level` and `key` are for staff."""

    cosignature_id: uuid.UUID
    name: str
    region_code: str
    city: str
    mrc: str
    riding: str
    kind: Kind
    level: Level
    key: str


@dataclass(frozen=True)
class Change:
    """One difference with the edition before, with the words of both sides where there are any left."""

    cosignature_id: uuid.UUID
    region_code: str  # the present one; of whoever left, the last
    what: What
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Draft:
    """What the next edition would be."""

    lines: Sequence[Line]
    left_out: Mapping[LeftOut, int]
    doubtful: Sequence[Sequence[Line]]  # names that resemble each other too much, in one region
    changes: Sequence[Change]
    previous: Edition | None

    @property
    def number(self) -> int:
        return self.previous.number + 1 if self.previous else 1

    @property
    def by_region(self) -> Counter[str]:
        return Counter(line.region_code for line in self.lines)

    @property
    def unprintable(self) -> tuple[str, ...]:
        """The signs of its names that no font of the documents has."""
        return typesetting.unprintable(words for line in self.lines for words in (line.name, line.city))

    def changed(self, what: What) -> list[Change]:
        return [change for change in self.changes if change.what is what]

    def within(self, region_codes: frozenset[str]) -> Draft:
        """The same figures, with only the names of these regions beside them."""
        return replace(
            self,
            doubtful=[group for group in self.doubtful if group[0].region_code in region_codes],
            changes=[change for change in self.changes if change.region_code in region_codes],
        )


def draft(campaign: Campaign, previous: Edition | None) -> Draft:
    """Read in one statement each: nobody is counted who is not listed."""
    lines = _lines(campaign)
    return Draft(
        lines=lines,
        left_out=_left_out(campaign),
        doubtful=_doubtful(lines),
        changes=_changes(lines, previous) if previous else [],
        previous=previous,
    )


def _lines(campaign: Campaign) -> list[Line]:
    bare, full = Cosignature.sort_key_bare, Cosignature.sort_key
    order: list[Any] = [
        sa.case((Cosignature.region_code == NATIONAL, "99" if campaign.puts_national_last else "00"),
                else_=Cosignature.region_code),
        *([Cosignature.is_regional_table.desc()] if campaign.puts_table_first else []),
        full if campaign.sorts_with_article else bare,
        Cosignature.id,
    ]  # fmt: skip
    level = sa.case((BoardResolution.cosignature_id.is_not(None), Level.RESOLUTION.value), else_=Level.VALIDATED.value)
    rows = db.session.execute(
        sa.select(
            Cosignature.id,
            Cosignature.shown_name,
            Cosignature.region_code,
            Cosignature.city,
            Organization.mrc,
            sa.func.coalesce(Riding.name, ""),
            Organization.kind,
            level,
            Organization.key,
        )
        .join(Organization, Organization.id == Cosignature.organization_id)
        .outerjoin(Riding, Riding.id == Organization.riding_id)
        .outerjoin(BoardResolution, BoardResolution.cosignature_id == Cosignature.id)
        .where(Cosignature.campaign_id == campaign.id, cosignatures.PUBLISHABLE)
        .order_by(*order)
    )
    return [Line._make((*row[:7], Level(row[7]), row[8])) for row in rows]


def _left_out(campaign: Campaign) -> dict[LeftOut, int]:
    why = {State.CONFIRMED: LeftOut.WAITING, State.TO_CHECK: LeftOut.TO_CHECK, State.VALIDATED: LeftOut.UNCONSENTED}
    found = db.session.execute(
        sa.select(Cosignature.state, sa.func.count())
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.state.in_(why),
            sa.or_(Cosignature.state != State.VALIDATED, ~Cosignature.publishes_name),
        )
        .group_by(Cosignature.state)
    )
    counted = {why[state]: number for state, number in found}
    return {reason: counted.get(reason, 0) for reason in LeftOut}


def _doubtful(lines: Sequence[Line]) -> list[list[Line]]:
    """The same matching key twice in one region: two municipalities, or one organization that signed twice."""
    alike: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        alike[line.region_code, line.key].append(line)
    return [group for group in alike.values() if len(group) > 1]


def _changes(lines: Sequence[Line], previous: Edition) -> list[Change]:
    """Added ones in the order of the list, then what became of those of the edition before, in its order."""
    before = {
        row.cosignature_id: row
        for row in db.session.execute(
            sa.select(EditionLine.cosignature_id, EditionLine.region_code, EditionLine.name, EditionLine.city)
            .where(EditionLine.edition_id == previous.id)
            .order_by(EditionLine.position)
        )
    }
    now = {line.cosignature_id: line for line in lines}
    found = [
        Change(line.cosignature_id, line.region_code, What.ADDED, after=_said(line))
        for line in lines
        if line.cosignature_id not in before
    ]
    for key, row in before.items():
        line = now.get(key)
        if line is None:
            found.append(Change(key, row.region_code, What.LEFT, before=_said(row)))
            continue
        here = line.region_code
        if row.name is not None and (row.name, row.city) != (line.name, line.city):
            found.append(Change(key, here, What.CORRECTED, _said(row), _said(line)))
        if row.region_code != here:
            found.append(Change(key, here, What.MOVED, f"{_said(row)} ({row.region_code})", here))
    return found


def _said(row: Any) -> str:
    """« Le Phare, Rimouski »; empty once it was erased."""
    return ", ".join(part for part in (row.name, row.city) if part)
