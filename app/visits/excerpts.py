"""Sentences that somebody of the staff reads before they stand in a dossier: those of the ridings that they serve."""

from __future__ import annotations

import uuid

from app.accounts.models import VISITS, Account
from app.campaigns.models import Campaign
from app.messages import service as messages
from app.messages.models import Reading
from app.messages.service import Quote
from app.visits.scope import scope


def excerpts(account: Account, campaign: Campaign) -> list[Quote]:
    """Those of the ridings of the account, what nobody has read yet first."""
    return messages.quotes(campaign, scope(account, campaign, VISITS).riding_ids)


def read_excerpt(campaign: Campaign, message_id: uuid.UUID, reading: Reading, *, by: Account) -> None:
    """Keep the sentence, or set it aside. Raises NoSuchMessage for one of elsewhere, or taken back meanwhile."""
    messages.read_excerpt(campaign, message_id, reading, scope(by, campaign, VISITS).riding_ids, by=by)
