"""Commitments of the demonstration: what invented officials are made to answer, of every kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Source, Stance
from app.commitments.service import Said
from app.core.clock import today
from app.officials import service as officials
from app.territory import service as territory


def load(campaign: Campaign, rows: Sequence[dict[str, str]], staff: Account) -> None:
    """Every line of the file, once; what is the same of several is noted in one gesture."""
    if commitments.standing(campaign.id):
        return
    ridings = {riding.name: riding.id for riding in territory.ridings(territory.active_map())}
    mnas, together = officials.mnas_by_riding(), defaultdict(list)
    for row in rows:
        mna = mnas.get(ridings[row["riding"]])
        if mna is not None:
            together[_said(row)].append(mna.official_id)
    for said, official_ids in together.items():
        commitments.note(campaign, dict.fromkeys(official_ids, 0), said, by=staff)


def _said(row: dict[str, str]) -> Said:
    return Said(
        stance=Stance(row["stance"]),
        on=today() - timedelta(days=int(row["days_ago"])),
        source=Source(row["source"]),
        sentence=row["sentence"],
        link=row["link"],
        is_public=row["is_public"] == "yes",
    )
