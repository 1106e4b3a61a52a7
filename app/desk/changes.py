"""What happened in a region since yesterday, and who did it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import db
from app.cosignatures.models import Actor, Cosignature, CosignatureMove, State
from app.desk.figures import since_yesterday
from app.desk.scope import Place

MOST = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One move of one cosignature; `by`: the person of the staff who decided."""

    cosignature_id: uuid.UUID
    name: str
    state: State
    actor: Actor
    by: str | None
    at: datetime


def changes(campaign: Campaign, here: Sequence[Place]) -> list[Change]:
    """The newest first; at most MOST."""
    wanted = (
        sa.select(
            Cosignature.id,
            Cosignature.shown_name,
            CosignatureMove.to_state,
            CosignatureMove.actor,
            Account.name,
            CosignatureMove.moved_at,
        )
        .join(CosignatureMove, CosignatureMove.cosignature_id == Cosignature.id)
        .outerjoin(Account, Account.id == CosignatureMove.account_id)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.region_code.in_([place.code for place in here]),
            Cosignature.state.in_(State),  # all of them: the index of regions begins with the state
            CosignatureMove.moved_at >= since_yesterday(),
            # A form closed because the same person confirmed another is no news.
            sa.or_(CosignatureMove.to_state != State.DUPLICATE, Cosignature.confirmed_at.is_not(None)),
        )
        .order_by(CosignatureMove.moved_at.desc(), CosignatureMove.id.desc())
        .limit(MOST)
    )
    return [Change(*row) for row in db.session.execute(wanted)]
