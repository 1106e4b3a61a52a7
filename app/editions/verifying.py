"""Anyone works the checksums out again: leaves from salts and texts, editions from leaves, each from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.core.database import db
from app.editions import canonical
from app.editions.finding import every
from app.editions.models import Edition, EditionLine


class Fault(StrEnum):
    """What does not agree."""

    LEAF = "leaf"  # a line is not what was frozen
    COUNT = "count"  # a line is missing, or was put in
    CHECKSUM = "checksum"  # the header or the order is not what was frozen
    CHAIN = "chain"  # the edition before is another one


@dataclass(frozen=True)
class Verified:
    """One edition, worked out again."""

    number: int
    total: int
    erased: int
    checksum: str
    faults: tuple[tuple[Fault, int | None], ...]  # with the position of the line, where there is one

    @property
    def holds(self) -> bool:
        return not self.faults


def verify(campaign: Campaign) -> list[Verified]:
    """Every edition of the campaign, the first one first."""
    found: list[Verified] = []
    for edition in reversed(every(campaign)):
        found.append(_verified(edition, campaign.slug, found[-1].checksum if found else None))
    return found


def _verified(edition: Edition, slug: str, previous: str | None) -> Verified:
    rows = db.session.execute(
        sa.select(EditionLine.__table__).where(EditionLine.edition_id == edition.id).order_by(EditionLine.position)
    ).all()
    erased = sum(row.name is None for row in rows)
    faults: list[tuple[Fault, int | None]] = [
        (Fault.LEAF, row.position) for row in rows if row.name is not None and _leaf(row) != row.leaf
    ]
    if [row.position for row in rows] != list(range(1, edition.total + 1)):
        faults.append((Fault.COUNT, None))
    if edition.previous_checksum != previous:
        faults.append((Fault.CHAIN, None))
    worked_out = canonical.checksum(canonical.header(edition, slug), (row.leaf for row in rows))
    if worked_out != edition.checksum:
        faults.append((Fault.CHECKSUM, None))
    return Verified(edition.number, edition.total, erased, edition.checksum, tuple(faults))


def _leaf(row: sa.Row[tuple[object, ...]]) -> str:
    return canonical.leaf({"salt": row.salt, "name": row.name, "region": row.region_code, "city": row.city})
