"""Freezing: the list as it stands, once and for all. Two people who freeze at once get one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import audit, queues, renderings
from app.core.clock import now
from app.core.database import db
from app.core.plain_text import one_line
from app.core.unit_of_work import after_commit, unit_of_work
from app.cosignatures.models import LIVE, Cosignature
from app.editions import asking, canonical
from app.editions.drafting import Draft, Line, draft
from app.editions.errors import FrozenMeanwhile, NothingToFreeze
from app.editions.finding import latest
from app.editions.models import Edition, EditionChange, EditionLine


def freeze(campaign: Campaign, *, by: Account | None = None, expected: int | None = None) -> Edition:
    """The next edition. `expected`: the number that the page showed, when there was a page.

    Raises NothingToFreeze; FrozenMeanwhile when another edition has that number by now.
    """
    with unit_of_work():
        campaign = _held(campaign)
        found = draft(campaign, latest(campaign))
        if expected is not None and found.number != expected:
            raise FrozenMeanwhile(campaign=campaign)
        if not found.lines or not campaign.is_public:
            raise NothingToFreeze(campaign=campaign)
        edition, rows = _frozen(campaign, found, by)
        db.session.add(edition)
        db.session.flush()
        db.session.execute(sa.insert(EditionLine), rows)
        _keep_changes(edition, found)
        audit.record(
            "edition.frozen", f"campaign:{campaign.id}", by=by.id if by else None, number=edition.number,
            rows=edition.total,
        )  # fmt: skip
        renderings.touch(campaign.page_key, renderings.FRONT)
        queues.ring(queues.DRAW_PRESS_KITS)
        after_commit(f"editions.ask:{edition.id}", lambda: asking.ask_for_whole(edition))
    return edition


def _held(campaign: Campaign) -> Campaign:
    """Until this edition is there nobody freezes another, and nobody takes a signature back: its line would come too
    late to be erased. Whoever is about to holds the cosignature, and may ask for the key of the campaign: it is free.
    """
    lock: Any = {"key_share": True}
    held = db.session.get(Campaign, campaign.id, with_for_update=lock, populate_existing=True)
    live = Cosignature.campaign_id == campaign.id, Cosignature.state.in_(LIVE)
    # In the order in which everybody locks several: no deadlock.
    db.session.scalars(sa.select(Cosignature.id).where(*live).order_by(Cosignature.id).with_for_update(read=True)).all()
    return held or campaigns.find(campaign.slug)


def _frozen(campaign: Campaign, found: Draft, by: Account | None) -> tuple[Edition, list[dict[str, object]]]:
    edition = Edition(
        id=uuid_utils.compat.uuid7(),
        campaign_id=campaign.id,
        number=found.number,
        frozen_at=now(),
        account_id=by.id if by else None,
        titles={text.locale: one_line(text.title) for text in campaign.texts},
        count_lines={text.locale: one_line(text.count_line) for text in campaign.texts},
        list_word=campaign.list_word,
        list_preset=campaign.list_preset,
        sorts_with_article=campaign.sorts_with_article,
        puts_table_first=campaign.puts_table_first,
        puts_national_last=campaign.puts_national_last,
        shows_city=campaign.shows_city,
        total=len(found.lines),
        counts=counts(found.lines),
        previous_checksum=found.previous.checksum if found.previous else None,
    )
    rows = [_row(edition, position, line) for position, line in enumerate(found.lines, 1)]
    edition.checksum = canonical.checksum(canonical.header(edition, campaign.slug), (str(row["leaf"]) for row in rows))
    return edition, rows


def _row(edition: Edition, position: int, line: Line) -> dict[str, object]:
    public = {"name": line.name, "city": line.city, "salt": canonical.new_salt()}
    return {
        **public,
        "edition_id": edition.id,
        "position": position,
        "cosignature_id": line.cosignature_id,
        "region_code": line.region_code,
        "kind": line.kind,
        "mrc": line.mrc,
        "riding": line.riding,
        "leaf": canonical.leaf({**public, "region": line.region_code}),
    }


def _keep_changes(edition: Edition, found: Draft) -> None:
    if found.changes:
        rows = [
            {"edition_id": edition.id, "cosignature_id": change.cosignature_id, "what": change.what}
            for change in found.changes
        ]
        db.session.execute(sa.insert(EditionChange), rows)


def counts(lines: Sequence[Line]) -> dict[str, dict[str, int]]:
    """By region, MRC, riding, kind and authority; "" counts those of whom the register does not say."""
    return {
        "region": _counted(line.region_code for line in lines),
        "mrc": _counted(line.mrc for line in lines),
        "riding": _counted(line.riding for line in lines),
        "kind": _counted(line.kind.value for line in lines),
        "authority": _counted(line.level.value for line in lines),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
