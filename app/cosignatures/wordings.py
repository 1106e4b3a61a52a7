"""The letter and the consent wordings in force, by their ids: kept per process until the campaign changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Channel, ConsentEntry, Purpose
from app.core import renderings
from app.core.clock import now
from app.core.database import db

_KEPT = "cosignature_wordings"


@dataclass(frozen=True)
class Wordings:
    """What somebody who signs today, in that language, has under the eyes."""

    revision: int
    letter_id: uuid.UUID
    text_ids: dict[Purpose, uuid.UUID]


def in_force(campaign: Campaign, locale: str) -> Wordings:
    """One small query while nothing of the campaign has changed."""
    kept: dict[tuple[uuid.UUID, str], Wordings] = current_app.extensions.setdefault(_KEPT, {})
    revision = renderings.revision(campaign.page_key)
    found = kept.get((campaign.id, locale))
    if found is None or found.revision != revision:
        texts = campaigns.consent_texts(campaign, locale)
        letter = campaigns.current_letter(campaign)
        found = Wordings(revision, letter.id, {purpose: text.id for purpose, text in texts.items()})
        kept[campaign.id, locale] = found
    return found


def ledger(
    cosignature_id: uuid.UUID, wordings: Wordings, given: Iterable[tuple[Purpose, bool]], channel: Channel
) -> None:
    """Within a unit of work: a line for each purpose that the campaign has a wording for, yes and no alike."""
    at = now()
    db.session.add_all(
        ConsentEntry(
            subject=subject(cosignature_id),
            text_id=wordings.text_ids[purpose],
            is_given=is_given,
            channel=channel,
            recorded_at=at,
        )
        for purpose, is_given in given
        if purpose in wordings.text_ids
    )


def subject(cosignature_id: uuid.UUID) -> str:
    """Under which key the ledger knows a cosignature."""
    return f"cosignature:{cosignature_id}"
