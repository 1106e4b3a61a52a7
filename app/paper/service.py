"""Signatures on paper: staff note batches, correct and cancel them; everybody reads one figure, beside the others."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign, State
from app.chapters import service as chapters
from app.chapters.models import Chapter
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.paper.errors import NoPaperYet, NoSuchBatch
from app.paper.forgetting import forget_counters
from app.paper.models import Counted, PaperBatch
from app.paper.sheet import Sheet, print_sheet
from app.territory import service as territory
from app.territory.models import Region

__all__ = [
    "Counted",
    "Ledger",
    "Sheet",
    "by_region",
    "cancel",
    "chapters_of",
    "correct",
    "forget_counters",
    "ledger",
    "note",
    "one",
    "print_sheet",
    "public_count",
    "regions_of",
    "restore",
    "takes_batches",
    "to_count",
]

RIGHT = "cosignatures.validate"
PER_PAGE = 50
REMAINING = PaperBatch.number - PaperBatch.entered
_COUNTS = PaperBatch.cancelled_at.is_(None)


@dataclass(frozen=True)
class Ledger:
    """What the page of staff shows: one page of the batches of their regions, and what all of those come to."""

    batches: Sequence[PaperBatch]
    page: int
    pages: int
    remaining: Mapping[str, int]  # by region
    entered: int

    @property
    def total(self) -> int:
        """The sum of the regions, never counted apart."""
        return sum(self.remaining.values())


def to_count(account: Account, slug: str) -> Campaign:
    """A campaign that organizations sign, for those who may count its paper. Raises NoSuchCampaign."""
    campaign = campaigns.of_staff(account, slug)
    if not campaign.takes_cosignatures:
        raise NoSuchCampaign(slug=slug)
    return campaign


def takes_batches(campaign: Campaign) -> bool:
    """Sheets still come in once it is closed; a draft has none, and an archived one is left as it is."""
    return campaign.state in (State.OPEN, State.CLOSED)


def regions_of(account: Account, campaign: Campaign) -> list[Region]:
    """Whose paper this account counts, in the order of the list."""
    return [one for one in territory.regions() if campaigns.serves(account, campaign, one.code, RIGHT)]


def chapters_of(account: Account, campaign: Campaign) -> list[Chapter]:
    """In whose name a sheet may be printed: those of the regions that this account serves."""
    codes = {region.code for region in regions_of(account, campaign)}
    return [chapter for chapter in chapters.chapters() if codes.issuperset(chapter.region_codes)]


def note(campaign: Campaign, counted: Counted, *, by: Account) -> PaperBatch:
    """One more batch. Raises NoPaperYet; NoSuchBatch for a region that is not theirs."""
    _check(campaign, counted, by)
    with unit_of_work():
        batch = PaperBatch(campaign=campaign, account_id=by.id, noted_at=now())
        batch.tell(counted)
        db.session.add(batch)
        db.session.flush()
        _record("paper.noted", batch, by, region=batch.region_code, number=batch.number, entered=batch.entered)
    return batch


def correct(batch_id: uuid.UUID, counted: Counted, *, by: Account) -> PaperBatch:
    """Say it better. Raises NoSuchBatch, NoPaperYet, and BatchCancelled for one that counts no more."""
    with unit_of_work():
        batch = _locked(batch_id, by)
        _check(batch.campaign, counted, by)
        before = [batch.number, batch.entered]
        batch.tell(counted)
        after = [batch.number, batch.entered]
        _record("paper.corrected", batch, by, region=batch.region_code, before=before, after=after)
    return batch


def cancel(batch_id: uuid.UUID, *, by: Account) -> PaperBatch:
    """It was noted twice, or by mistake. Raises NoSuchBatch."""
    with unit_of_work():
        batch = _locked(batch_id, by)
        if not batch.is_cancelled:
            batch.cancel(at=now())
            _record("paper.cancelled", batch, by, region=batch.region_code, number=batch.number)
    return batch


def restore(batch_id: uuid.UUID, *, by: Account) -> PaperBatch:
    """It counts after all. Raises NoSuchBatch."""
    with unit_of_work():
        batch = _locked(batch_id, by)
        if batch.is_cancelled:
            batch.restore()
            _record("paper.restored", batch, by, region=batch.region_code, number=batch.number)
    return batch


def one(account: Account, batch_id: uuid.UUID) -> PaperBatch:
    """Raises NoSuchBatch also for one of a region that the account does not serve."""
    batch = db.session.get(PaperBatch, batch_id)
    if batch is None or not campaigns.serves(account, batch.campaign, batch.region_code, RIGHT):
        raise NoSuchBatch
    return batch


def ledger(account: Account, campaign: Campaign, page: int) -> Ledger:
    """The batches of the account's regions, the latest day first, and what they come to."""
    codes = [region.code for region in regions_of(account, campaign)]
    theirs = (PaperBatch.campaign_id == campaign.id, PaperBatch.region_code.in_(codes))
    number = db.session.scalar(sa.select(sa.func.count()).select_from(PaperBatch).where(*theirs)) or 0
    pages = max(1, -(-number // PER_PAGE))
    page = min(max(1, page), pages)
    rows = db.session.scalars(
        sa.select(PaperBatch)
        .where(*theirs)
        .order_by(PaperBatch.collected_on.desc(), PaperBatch.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    remaining = {code: count for code, count in by_region(campaign).items() if code in codes}
    entered = sa.select(sa.func.sum(PaperBatch.entered)).where(*theirs, _COUNTS)
    return Ledger(rows, page, pages, remaining, db.session.scalar(entered) or 0)


def by_region(campaign: Campaign) -> dict[str, int]:
    """On paper only, region by region, for those that have any."""
    found = db.session.execute(
        sa.select(PaperBatch.region_code, sa.func.sum(REMAINING))
        .where(PaperBatch.campaign_id == campaign.id, _COUNTS)
        .group_by(PaperBatch.region_code)
    )
    return {code: int(count) for code, count in found if count}


def public_count(campaign: Campaign) -> int:
    """« et 212 signatures sur papier »: told beside the others, never added to them, where the campaign shows it."""
    return sum(by_region(campaign).values()) if campaign.shows_paper else 0


def _check(campaign: Campaign, counted: Counted, by: Account) -> None:
    if not takes_batches(campaign):
        raise NoPaperYet
    if not campaigns.serves(by, campaign, counted.region_code, RIGHT):
        raise NoSuchBatch


def _locked(batch_id: uuid.UUID, by: Account) -> PaperBatch:
    batch = locked(PaperBatch, batch_id)
    if batch is None:
        raise NoSuchBatch
    return one(by, batch.id)


def _record(act: str, batch: PaperBatch, by: Account, **details: object) -> None:
    """Keep the act, and let the public figure follow."""
    audit.record(act, f"paper:{batch.id}", by=by.id, campaign=batch.campaign.slug, **details)
    if batch.campaign.shows_paper:
        renderings.touch(batch.campaign.page_key)
