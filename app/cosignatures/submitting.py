"""An organization signs: a row, the person, the consents and one mail, all or nothing.

Whoever sends the form learns nothing from the answer but what the public list says already; the rest is said by
e-mail, to the address given.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
import uuid_utils.compat
from flask import current_app
from sqlalchemy.orm import joinedload

from app.campaigns.models import Campaign
from app.consents.models import Channel, Purpose
from app.core import limits
from app.core.clock import now
from app.core.collation import sort_key
from app.core.database import db
from app.core.keys import email_key, matching_key, search_key
from app.core.unit_of_work import unit_of_work
from app.cosignatures import mails, wordings
from app.cosignatures.errors import AlreadyPublished
from app.cosignatures.listing import PUBLIC
from app.cosignatures.models import Authority, Cosignature, Signatory, State, Suspicion
from app.organizations import service as organizations
from app.organizations.models import Organization

HOUR = 3600
ONE_ADDRESS = limits.Limit("cosign-address", 6, HOUR)  # a secretariat may sign for several organizations
HASTY = limits.Limit("cosign-hasty", 60, HOUR)  # forms sent faster than anybody types, from one place


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the form holds, once checked."""

    organization_name: str
    region_code: str
    city: str
    name: str
    title: str
    email: str
    authority: Authority
    authority_on: date | None
    publishes_name: bool
    wants_news: bool
    locale: str
    organization_id: uuid.UUID | None = None  # as chosen in the type-ahead
    via: str | None = None
    ip: str | None = None
    is_from_a_robot: bool = False
    is_hasty: bool = False


def submit(campaign: Campaign, submission: Submission) -> uuid.UUID:
    """Take the signature and send the mail that asks to confirm it. Returns what the waiting page waits for.

    Raises AlreadyPublished when everybody can read the organization's name on the list already.
    """
    key = email_key(submission.email)
    organization_id = _chosen(submission)
    _refuse_what_is_published(campaign, submission, organization_id)
    before = _signed_before(campaign, submission, organization_id, key)
    suspicion = _suspicion(campaign, submission, key)
    if before is not None:
        _say_so_by_mail(campaign, before)
        return before.id
    cosignature = _cosignature(campaign, submission, organization_id, key, suspicion)
    in_force = wordings.in_force(campaign, submission.locale)
    cosignature.letter_id = in_force.letter_id
    mail = mails.confirmation(campaign, _addressee(cosignature, submission))
    with unit_of_work():
        db.session.add(cosignature)
        db.session.add(_signatory(cosignature, submission))
        wordings.ledger(cosignature.id, in_force, _given(submission), Channel.WEB_FORM)
        mail.send()
    return cosignature.id


def _chosen(submission: Submission) -> uuid.UUID | None:
    """The organization chosen in the type-ahead, unless another name was typed over it since."""
    if submission.organization_id is None:
        return None
    organization = organizations.get(submission.organization_id)
    if organization is None or not organizations.is_named(organization, submission.organization_name):
        return None
    return organization.id


def _refuse_what_is_published(campaign: Campaign, submission: Submission, organization_id: uuid.UUID | None) -> None:
    same = (
        Organization.id == organization_id
        if organization_id
        else sa.and_(
            Organization.region_code == submission.region_code,
            Organization.key == matching_key(submission.organization_name),
        )
    )
    found = db.session.execute(
        sa.select(Cosignature.shown_name, Cosignature.region_code, Organization.city_key)
        .join(Organization, Organization.id == Cosignature.organization_id)
        .where(Cosignature.campaign_id == campaign.id, same, PUBLIC)
    )
    for name, region_code, city_key in found:
        if organization_id or _same_city(city_key, search_key(submission.city)):
            raise AlreadyPublished(campaign=campaign, name=name, region_code=region_code)


def _signed_before(
    campaign: Campaign, submission: Submission, organization_id: uuid.UUID | None, key: str
) -> Cosignature | None:
    """What this address has already confirmed for this organization. A form not confirmed blocks nothing."""
    found = db.session.scalars(
        sa.select(Cosignature)
        .options(joinedload(Cosignature.signatory))
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.email_key == key,
            Cosignature.state.in_((State.CONFIRMED, State.VALIDATED, State.TO_CHECK)),
        )
        .order_by(Cosignature.id)
    )
    for cosignature in found:
        if is_same(cosignature, submission.organization_name, submission.region_code, submission.city):
            return cosignature
        if organization_id and cosignature.organization_id == organization_id:
            return cosignature
    return None


def is_same(cosignature: Cosignature, name: str, region_code: str, city: str) -> bool:
    """Whether the cosignature is that organization's: the rule of the register, on what was typed."""
    return (
        cosignature.region_code == region_code
        and matching_key(cosignature.shown_name) == matching_key(name)
        and _same_city(search_key(cosignature.city), search_key(city))
    )


def _same_city(one: str, other: str) -> bool:
    return not one or not other or one == other


def _suspicion(campaign: Campaign, submission: Submission, key: str) -> Suspicion | None:
    """Counts this form, and says why a person should look at it once it is confirmed. Nothing is refused."""
    place = f"{campaign.id} {limits.network(submission.ip, v4=24, v6=56)}"
    wide = limits.Limit("cosign-network", current_app.config["SIGN_LIMIT_PER_HOUR"], HOUR)
    counted = [(ONE_ADDRESS, f"{campaign.id} {key}"), (wide, place)]
    if submission.is_hasty:
        counted.append((HASTY, place))
    passed = limits.exceeded(counted)
    if submission.is_from_a_robot:
        return Suspicion.TRAP
    if ONE_ADDRESS in passed:
        return Suspicion.ADDRESS_LIMIT
    return Suspicion.NETWORK_LIMIT if passed else None


def _say_so_by_mail(campaign: Campaign, before: Cosignature) -> None:
    addressee = mails.Addressee.of(before)
    if addressee is not None:
        mail = mails.already_signed(campaign, addressee)
        with unit_of_work():
            mail.send()


def _cosignature(
    campaign: Campaign,
    submission: Submission,
    organization_id: uuid.UUID | None,
    key: str,
    suspicion: Suspicion | None,
) -> Cosignature:
    name = submission.organization_name
    return Cosignature(
        id=uuid_utils.compat.uuid7(),
        campaign_id=campaign.id,
        organization_id=organization_id,
        state=State.SUBMITTED,
        shown_name=name,
        sort_key=sort_key(name),
        sort_key_bare=sort_key(name, article=False),
        search_key=search_key(name),
        region_code=submission.region_code,
        city=submission.city,
        publishes_name=submission.publishes_name,
        authority=submission.authority,
        authority_on=submission.authority_on if submission.authority is Authority.ON_DATE else None,
        suspicion=suspicion,
        locale=submission.locale,
        email_key=key,
        via=submission.via,
        submitted_at=now(),
    )


def _signatory(cosignature: Cosignature, submission: Submission) -> Signatory:
    return Signatory(
        cosignature_id=cosignature.id, name=submission.name, title=submission.title, email=submission.email
    )


def _addressee(cosignature: Cosignature, submission: Submission) -> mails.Addressee:
    return mails.Addressee(cosignature.id, cosignature.shown_name, submission.name, submission.email, submission.locale)


def _given(submission: Submission) -> list[tuple[Purpose, bool]]:
    return [
        (Purpose.NOTICE_COSIGN, True),  # was under the eyes, above the button
        (Purpose.PUBLISH_NAME, submission.publishes_name),
        (Purpose.NEWS, submission.wants_news),
    ]
