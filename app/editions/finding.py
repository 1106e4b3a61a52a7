"""Which editions a campaign has, and who is still shown in them.

A frozen line is shown as long as it was not erased, its cosignature is live, and its organization agrees to be shown.
Whoever withdraws, is declined, or takes the consent back is gone from every edition at the next reading.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from app.campaigns.models import Campaign, Letter
from app.core.database import db
from app.cosignatures.models import LIVE, Cosignature
from app.cosignatures.service import PUBLISHABLE
from app.editions.errors import NoSuchEdition
from app.editions.models import Edition, EditionChange, EditionLine, What
from app.organizations.models import Kind

HIGHEST = 2**31 - 1  # what a column of numbers holds

# Asked of an EditionLine joined to its Cosignature.
IS_SHOWN = sa.and_(
    EditionLine.name.is_not(None), Cosignature.state.in_(LIVE), Cosignature.publishes_name, Cosignature.is_listed
)


class Shown(NamedTuple):
    """One line that is shown."""

    position: int
    region_code: str
    kind: Kind
    name: str
    city: str
    mrc: str
    riding: str
    salt: str
    leaf: str


def latest(campaign: Campaign) -> Edition | None:
    """The last one, if there is any."""
    return db.session.scalar(
        sa.select(Edition).where(Edition.campaign_id == campaign.id).order_by(Edition.number.desc()).limit(1)
    )


def every(campaign: Campaign) -> Sequence[Edition]:
    """All of them, the last first."""
    return db.session.scalars(
        sa.select(Edition).where(Edition.campaign_id == campaign.id).order_by(Edition.number.desc())
    ).all()


def numbered(campaign: Campaign, number: int) -> Edition:
    """Raises NoSuchEdition."""
    known = sa.select(Edition).where(Edition.campaign_id == campaign.id, Edition.number == number)
    edition = db.session.scalar(known) if 0 < number <= HIGHEST else None
    if edition is None:
        raise NoSuchEdition
    return edition


def hidden(edition: Edition) -> list[int]:
    """The positions that are not shown any more."""
    found = db.session.scalars(
        sa.select(EditionLine.position)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(EditionLine.edition_id == edition.id, ~IS_SHOWN)
        .order_by(EditionLine.position)
    )
    return list(found)


def shown_in(editions: Sequence[Edition]) -> dict[uuid.UUID, int]:
    """How many organizations each still shows."""
    found = db.session.execute(
        sa.select(EditionLine.edition_id, sa.func.count())
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(EditionLine.edition_id.in_([edition.id for edition in editions]), IS_SHOWN)
        .group_by(EditionLine.edition_id)
    )
    return dict(found.all())


def lines(edition: Edition, region_code: str | None = None) -> list[Shown]:
    """Those that are shown, in their order; of one region, if one is named."""
    of_region = [EditionLine.region_code == region_code] if region_code else []
    found = db.session.execute(
        sa.select(*(getattr(EditionLine, name) for name in Shown._fields))
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .where(EditionLine.edition_id == edition.id, IS_SHOWN, *of_region)
        .order_by(EditionLine.position)
    )
    return [Shown(*row) for row in found]


def leaves(edition: Edition, region_code: str | None = None) -> list[tuple[int, str]]:
    """The leaf of every line, whoever is still shown, by position."""
    of_region = [EditionLine.region_code == region_code] if region_code else []
    found = db.session.execute(
        sa.select(EditionLine.position, EditionLine.leaf)
        .where(EditionLine.edition_id == edition.id, *of_region)
        .order_by(EditionLine.position)
    )
    return [(position, leaf) for position, leaf in found]


def signed_earlier(edition: Edition, letter: Letter, region_code: str | None = None) -> int:
    """How many of those that it shows stand behind a letter that said something else."""
    of_region = [EditionLine.region_code == region_code] if region_code else []
    counted = (
        sa.select(sa.func.count())
        .select_from(EditionLine)
        .join(Cosignature, Cosignature.id == EditionLine.cosignature_id)
        .join(Letter, Letter.id == Cosignature.letter_id)
        .where(EditionLine.edition_id == edition.id, IS_SHOWN, Letter.says < letter.says, *of_region)
    )
    return db.session.scalar(counted) or 0


def changes_of(editions: Sequence[Edition]) -> defaultdict[uuid.UUID, Counter[What]]:
    """How many differences of each kind with the edition before, edition by edition."""
    counted: defaultdict[uuid.UUID, Counter[What]] = defaultdict(Counter)
    rows = db.session.execute(
        sa.select(EditionChange.edition_id, EditionChange.what, sa.func.count())
        .where(EditionChange.edition_id.in_([edition.id for edition in editions]))
        .group_by(EditionChange.edition_id, EditionChange.what)
    )
    for edition_id, what, number in rows:
        counted[edition_id][what] = number
    return counted


def new_since(campaign: Campaign, edition: Edition) -> int:
    """How many may be published that are not in that edition."""
    frozen = sa.exists().where(EditionLine.edition_id == edition.id, EditionLine.cosignature_id == Cosignature.id)
    counted = sa.select(sa.func.count()).select_from(Cosignature)
    return db.session.scalar(counted.where(Cosignature.campaign_id == campaign.id, PUBLISHABLE, ~frozen)) or 0


def every_id() -> Sequence[uuid.UUID]:
    """Of every campaign."""
    return db.session.scalars(sa.select(Edition.id)).all()


def of_id(edition_id: uuid.UUID) -> Edition:
    """One that is known to be there."""
    return db.session.get_one(Edition, edition_id)


def known(edition_id: uuid.UUID) -> Edition | None:
    """The edition, if it is still there."""
    return db.session.get(Edition, edition_id)
