"""No more news, by the link that each of them carries: the consent is withdrawn in the ledger, and nothing else moves.

Whatever one mailbox did in a campaign is meant: the mail that came covered all of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Cosignature
from app.endorsements.models import Endorsement
from app.messages.models import Message
from app.updates import links
from app.updates.groups import GROUPS

Act = Cosignature | Endorsement | Message


def asked_by(token: str) -> Campaign | None:
    """The campaign whose news the link stops; None once what it names is gone, and with it every mail.

    Raises LinkInvalid, LinkExpired, LinkReplaced.
    """
    found = _named(token)
    return found.campaign if found is not None else None


def stop(token: str) -> Campaign | None:
    """No more news of that campaign to that mailbox. Again changes nothing. Raises what `asked_by` raises."""
    found = _named(token)
    if found is None:
        return None
    with unit_of_work():
        consents.withdraw(_subjects(found), Purpose.NEWS, Channel.LINK)
    return found.campaign


def _named(token: str) -> Act | None:
    name, _, key = links.read_stop(token).partition(":")
    if name == "cosignature":
        return cosignatures.held(uuid.UUID(key))
    act: Act | None = db.session.get(GROUPS[name].model, uuid.UUID(key))
    return act


def _subjects(found: Act) -> Sequence[str]:
    own = next(f"{group.name}:{found.id}" for group in GROUPS.values() if isinstance(found, group.model))
    if not found.email_key:
        return [own]
    same = [
        f"{group.name}:{key}"
        for group in GROUPS.values()
        for key in db.session.scalars(group.of_mailbox(found.campaign_id, found.email_key))
    ]
    return sorted({own, *same})
