"""No more news, by the link that each of them carries: the consent is withdrawn in the ledger, and nothing else moves.

Whatever one mailbox did in a campaign is meant: the mail that came covered all of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.updates import links
from app.updates.groups import GROUPS


def asked_by(token: str) -> Campaign | None:
    """The campaign whose news the link stops; None once it is gone. Raises LinkInvalid, LinkExpired."""
    campaign_id, _mark = links.read_stop(token)
    return db.session.get(Campaign, campaign_id)


def stop(token: str) -> None:
    """No more news of that campaign to that mailbox. Again changes nothing. Raises LinkInvalid, LinkExpired."""
    campaign_id, mark = links.read_stop(token)
    with unit_of_work():
        consents.withdraw(sorted(_subjects(campaign_id, mark)), Purpose.NEWS, Channel.LINK)


def _subjects(campaign_id: uuid.UUID, mark: str) -> Iterator[str]:
    """Everything that the mailbox did in the campaign, whatever became of it, as the ledger knows it."""
    for group in GROUPS.values():
        for key, email_key in db.session.execute(group.mailboxes(campaign_id)):
            if links.is_marked(campaign_id, email_key, mark):
                yield f"{group.name}:{key}"
