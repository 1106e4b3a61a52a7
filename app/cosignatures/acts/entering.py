"""A signature that came by telephone, on paper, by fax or at an assembly: staff write it down.

Whoever received it answers for the address, and for the organization that they know: it is live at once, and when
the board has agreed it is validated at once (docs/adr/0008-signatures-received-by-staff.md). The signatory is told,
with the link to correct or withdraw.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.errors import CampaignClosed, NoSuchCampaign
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.consents.models import Channel
from app.core import audit
from app.core.clock import local, now, today
from app.core.database import db
from app.core.keys import email_key
from app.core.unit_of_work import unit_of_work
from app.cosignatures import standing
from app.cosignatures.acts import mails
from app.cosignatures.acts.seen import VALIDATE
from app.cosignatures.desk import campaign_of, serves
from app.cosignatures.errors import AnotherIsLive, NoSuchCosignature
from app.cosignatures.mails import Addressee
from app.cosignatures.managing import touch_public_pages
from app.cosignatures.models import Authority, Cosignature, Reception, Signatory, State
from app.cosignatures.once import once_per_organization
from app.cosignatures.submission import Said
from app.organizations import service as organizations
from app.organizations.models import Organization

LATEST = 8


@dataclass(frozen=True, kw_only=True)
class Received(Said):
    """What was heard or read, and how it came. `id`: made with the page, so that a form sent twice enters once."""

    id: uuid.UUID
    channel: Channel
    received_by: str
    received_on: date


def to_enter(account: Account, slug: str) -> Campaign:
    """The campaign, if a signature may still be written down. Raises NoSuchCampaign, CampaignClosed once archived."""
    campaign = campaign_of(account, slug)
    if not campaign.takes_cosignatures or campaign.state is CampaignState.DRAFT:
        raise NoSuchCampaign(slug=slug)
    if campaign.state is CampaignState.ARCHIVED:
        raise CampaignClosed(campaign=campaign)
    return campaign


def last_day_to_receive(campaign: Campaign) -> date:
    """Today, or the day on which the campaign closed: a paper signed in time may be typed the week after."""
    if campaign.state is CampaignState.CLOSED and campaign.closed_at is not None:
        return local(campaign.closed_at).date()
    return min(today(), campaign.closes_on) if campaign.closes_on else today()


def enter(campaign: Campaign, entry: Received, *, by: Account) -> Cosignature:
    """Write it down, tell the signatory. The same form again changes nothing.

    Raises NoSuchCosignature for a region that the account does not serve, AnotherIsLive, NameRefused.
    """
    if not serves(by, campaign, entry.region_code, VALIDATE):
        raise NoSuchCosignature
    try:
        with unit_of_work():
            before = _entered_before(entry, by)
            return before or _entered(campaign, entry, by)
    except (IntegrityError, AnotherIsLive):  # perhaps the same form, sent twice at the same instant
        before = _entered_before(entry, by)
        if before is None:
            raise
        return before


def latest_entries(campaign: Campaign, account: Account) -> Sequence[Cosignature]:
    """What this person wrote down lately, so that a slip is seen and set right at once."""
    return db.session.scalars(
        sa.select(Cosignature)
        .join(Reception, Reception.cosignature_id == Cosignature.id)
        .where(Cosignature.campaign_id == campaign.id, Reception.account_id == account.id)
        .order_by(Reception.entered_at.desc())
        .limit(LATEST)
    ).all()


def _entered_before(entry: Received, by: Account) -> Cosignature | None:
    found = db.session.get(Cosignature, entry.id, populate_existing=True)
    return found if found is not None and found.reception and found.reception.account_id == by.id else None


def _entered(campaign: Campaign, entry: Received, by: Account) -> Cosignature:
    organization = _organization(entry)
    wordings = standing.in_force(campaign, entry.locale)
    cosignature = _row(campaign, entry, wordings.letter_id)

    def receive() -> None:
        db.session.add(cosignature)
        cosignature.receive(_reception(entry, by), organization=organization)
        if entry.authority is Authority.YES:
            cosignature.validate(at=now(), by=by.id, organization=organization)

    once_per_organization(campaign.id, organization.id, receive)
    given = standing.given(publishes_name=entry.publishes_name, wants_news=entry.wants_news)
    standing.ledger(cosignature.id, wordings, given, entry.channel)
    audit.record("cosignature.entered", cosignature.audit_key, by=by.id, channel=entry.channel.value)
    addressee = Addressee.of(cosignature)
    if addressee is not None:
        mails.received(campaign, addressee, cosignature, wants_news=entry.wants_news).send()
    if cosignature.is_public:
        touch_public_pages(cosignature)
    return cosignature


def _organization(entry: Received) -> Organization:
    """The one chosen, else the one that the name says."""
    return entry.chosen() or organizations.find_or_add(entry.organization_name, entry.region_code, entry.city)


def _row(campaign: Campaign, entry: Received, letter_id: uuid.UUID) -> Cosignature:
    entry = replace(
        entry,
        organization_name=organizations.checked_name(entry.organization_name),
        city=organizations.checked_city(entry.city),
    )
    taken = db.session.get(Cosignature, entry.id) is not None  # somebody else's: the page gave no such number
    return Cosignature(
        id=uuid_utils.compat.uuid7() if taken else entry.id,
        campaign_id=campaign.id,
        campaign=campaign,
        letter_id=letter_id,
        state=State.SUBMITTED,
        **entry.columns,
        email_key=email_key(entry.email),
        submitted_at=now(),
        signatory=Signatory(**entry.person),
    )


def _reception(entry: Received, by: Account) -> Reception:
    return Reception(
        channel=entry.channel,
        received_by=entry.received_by,
        received_on=entry.received_on,
        account_id=by.id,
        entered_at=now(),
    )
