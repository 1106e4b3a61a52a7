"""What invented persons wrote to invented officials; staff have read some of the sentences that may be quoted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core.clock import now
from app.core.database import db
from app.core.keys import email_key
from app.messages.models import Excerpt, LookupMethod, Message, MessageRecipient, Reading, State, Supporter
from app.officials import service as officials
from app.territory import service as territory

NOT_QUOTED = "no"


def load(campaign: Campaign, rows: Iterable[dict[str, str]], staff: Account) -> None:
    """Within a unit of work: every line of the file, once. Nothing is mailed."""
    if db.session.scalar(sa.select(Message.id).where(Message.campaign_id == campaign.id).limit(1)):
        return
    wordings = {purpose: text.id for purpose, text in campaigns.consent_texts(campaign, "fr").items()}
    for row in rows:
        message = _message(campaign, row)
        if row["quoted"] != NOT_QUOTED:
            message.excerpt = Excerpt()
            if (reading := Reading(row["quoted"])) is not Reading.AWAITED:
                message.excerpt.read(reading, at=now(), by=staff.id)
        db.session.add(message)
        db.session.flush()
        given = ((Purpose.NOTICE_WRITE, True), (Purpose.QUOTE_LINE, message.excerpt is not None))
        consents.record_all(f"message:{message.id}", wordings, given, Channel.DEMONSTRATION)


def _message(campaign: Campaign, row: dict[str, str]) -> Message:
    """As it is once it was confirmed and handed to the MNA of the riding."""
    at, who = now() - timedelta(days=int(row["days_ago"])), email_key(row["email"])
    riding = territory.riding_named(row["riding"])
    message = Message(
        campaign_id=campaign.id,
        riding=riding,
        lookup_method=LookupMethod.RIDING,
        state=State.WRITTEN,
        subject=campaign.text("fr").message_subject or campaign.text("fr").title,
        body="\n\n".join(filter(None, (row["line"], f"{row['name']}, {row['city']}"))),
        personal_line=row["line"],
        locale="fr",
        email_key=who,
        written_at=at,
        supporter=Supporter(name=row["name"], email=row["email"], city=row["city"]),
    )
    mandate = officials.mna_of(riding.id)
    if mandate:
        message.recipients.append(
            MessageRecipient(
                campaign_id=campaign.id, official_id=mandate.official_id, mandate_id=mandate.id, email_key=who
            )
        )
    message.confirm(at=at + timedelta(minutes=5))
    message.queue()
    message.finish(at=at + timedelta(minutes=10))
    return message
