"""What an edition changed since the one before, for everybody: names that came, were corrected, or changed region.

Whoever left is counted, and never named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from app.core.database import db
from app.cosignatures.models import Cosignature
from app.editions.finding import IS_SHOWN
from app.editions.models import Edition, EditionChange, EditionLine, What


class Changed(NamedTuple):
    """One line as the edition shows it."""

    name: str
    city: str
    region_code: str


@dataclass(frozen=True)
class Since:
    """Only those that are still shown, in the order of the list."""

    previous: int  # the number of the edition before
    named: Mapping[What, Sequence[Changed]]
    left: int

    @property
    def is_nothing(self) -> bool:
        return not self.left and not any(self.named.values())


def since_previous(edition: Edition) -> Since | None:
    """None for the first edition."""
    if edition.number == 1:
        return None
    rows = db.session.execute(
        sa.select(EditionChange.what, EditionLine.name, EditionLine.city, EditionLine.region_code)
        .join(
            EditionLine,
            sa.and_(
                EditionLine.edition_id == EditionChange.edition_id,
                EditionLine.cosignature_id == EditionChange.cosignature_id,
            ),
        )
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(EditionChange.edition_id == edition.id, IS_SHOWN)
        .order_by(EditionLine.position)
    )
    named: defaultdict[What, list[Changed]] = defaultdict(list)
    for what, name, city, region_code in rows:
        named[what].append(Changed(name or "", city or "", region_code))
    gone = sa.select(sa.func.count()).where(EditionChange.edition_id == edition.id, EditionChange.what == What.LEFT)
    return Since(edition.number - 1, named, db.session.scalar(gone) or 0)
