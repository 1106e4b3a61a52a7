"""What holds for whoever signs now: the campaign, its letter and its consents, kept per process until they change.

Every change of a campaign raises the revision of its page, so one tiny read says whether what is kept still holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core import renderings
from app.core.database import db
from app.cosignatures.listing import LIVE
from app.cosignatures.models import Cosignature


@dataclass(frozen=True)
class Wordings:
    """The letter and the consents, by their ids, that somebody who signs in that language has under the eyes."""

    revision: int
    letter_id: uuid.UUID
    text_ids: dict[Purpose, uuid.UUID]


def signed_count(campaign_id: uuid.UUID) -> int:
    """How many organizations stand behind the letter of the campaign: live, published or not."""
    counted = sa.select(sa.func.count()).select_from(Cosignature).where(Cosignature.campaign_id == campaign_id, LIVE)
    return db.session.scalar(counted) or 0


def campaign_to_sign(slug: str) -> Campaign:
    """The campaign, if it takes cosignatures now; detached, read only. Raises NoSuchCampaign or CampaignClosed."""
    kept: dict[str, tuple[Campaign, int]] = current_app.extensions.setdefault("cosignature_campaigns", {})
    campaign, revision = kept.get(slug, (None, 0))
    if campaign is not None and renderings.revision(campaign.page_key) == revision and campaign.is_open:
        return campaign
    kept.pop(slug, None)
    campaign = campaigns.open_for_cosignatures(slug)
    revision = renderings.revision(campaign.page_key)
    if revision:  # never touched: nothing would say that it changed
        db.session.refresh(campaign)
        db.session.expunge(campaign)
        kept[slug] = (campaign, revision)
    return campaign


def in_force(campaign: Campaign, locale: str) -> Wordings:
    """The wordings of the campaign in that language."""
    kept: dict[tuple[uuid.UUID, str], Wordings] = current_app.extensions.setdefault("cosignature_wordings", {})
    revision = renderings.revision(campaign.page_key)
    found = kept.get((campaign.id, locale))
    if found is None or found.revision != revision or not revision:
        texts = campaigns.consent_texts(campaign, locale)
        letter = campaigns.current_letter(campaign)
        found = Wordings(revision, letter.id, {purpose: text.id for purpose, text in texts.items()})
        kept[campaign.id, locale] = found
    return found


def given(*, publishes_name: bool, wants_news: bool) -> list[tuple[Purpose, bool]]:
    """What goes into the ledger with a signature: the notice was under the eyes, or heard."""
    return [(Purpose.NOTICE_COSIGN, True), (Purpose.PUBLISH_NAME, publishes_name), (Purpose.NEWS, wants_news)]


def ledger(
    cosignature_id: uuid.UUID, wordings: Wordings, given: Iterable[tuple[Purpose, bool]], channel: Channel
) -> None:
    """Within a unit of work: a line for each purpose that the campaign has a wording for, yes and no alike."""
    consents.record_all(subject(cosignature_id), wordings.text_ids, given, channel)


def wanting_news(cosignature_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Of these, those whose signatory agreed to receive news, and did not take it back."""
    agreeing = consents.agreeing(Purpose.NEWS, [subject(one) for one in cosignature_ids])
    return frozenset(one for one in cosignature_ids if subject(one) in agreeing)


def subject(cosignature_id: uuid.UUID) -> str:
    """Under which key the ledger knows a cosignature."""
    return f"cosignature:{cosignature_id}"
