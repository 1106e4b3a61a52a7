"""Somebody endorses the campaign, in their own name or in that of a city, a union…; confirmed like a signature."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.campaigns.errors import CampaignClosed
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core import audit, suspicion
from app.core.clock import now
from app.core.collation import sort_key
from app.core.database import db, locked
from app.core.keys import email_key, matching_key
from app.core.personal_links import check_code
from app.core.suspicion import Suspicion
from app.core.tokens import LinkExpired
from app.core.unit_of_work import unit_of_work
from app.endorsements import links, mails
from app.endorsements.errors import EndorsementExpired, EndorsementWithdrawn
from app.endorsements.models import PERSONS, STANDING, UNMAILED, Endorsement, Endorser, State, Supporting


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is endorsed, by whom and from where, once checked."""

    kind: Supporting
    name: str  # of the person, or of the city, the union…
    title: str = ""  # the office of an elected person
    region_code: str
    city: str
    person: str  # who fills in the form
    person_title: str = ""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """The form of the public site."""

    given: Given
    email: str
    publishes_name: bool
    wants_news: bool
    locale: str
    ip: str | None = None
    looks: Suspicion | None = None  # what the form itself tells


def submit(campaign: Campaign, form: Submission) -> uuid.UUID:
    """Keep the endorsement and ask, by e-mail, to confirm it. The answer is the same whatever is known already."""
    key = email_key(form.email)
    looks = suspicion.counted("endorse", str(campaign.id), key, form.ip, form.looks)
    endorsement = Endorsement(
        campaign=campaign, locale=form.locale, email_key=key, publishes_name=form.publishes_name, entered_at=now(),
        suspicion=looks, state=State.SUBMITTED,
    )  # fmt: skip
    give(endorsement, form.given)
    endorsement.endorser = Endorser(name=form.given.person, title=form.given.person_title, email=form.email)
    with unit_of_work():
        db.session.add(endorsement)
        db.session.flush()
        record_consents(endorsement, {
            Purpose.NOTICE_ENDORSE: True,  # was under the eyes, above the button
            Purpose.PUBLISH_ENDORSEMENT: form.publishes_name,
            Purpose.NEWS: form.wants_news,
        }, Channel.WEB_FORM)  # fmt: skip
        if endorsement.suspicion not in UNMAILED:
            mails.confirmation(endorsement)
    return endorsement.id


def give(endorsement: Endorsement, given: Given) -> None:
    """What is endorsed, and the keys by which it is found and compared."""
    endorsement.kind, endorsement.name, endorsement.title = given.kind, given.name, given.title
    endorsement.region_code, endorsement.city = given.region_code or None, given.city
    endorsement.sort_key = sort_key(given.name)
    endorsement.same_key = same_key(endorsement)


def same_key(endorsement: Endorsement) -> str:
    """Two persons may have one name, but no mailbox; two cities may, but not in one region."""
    if endorsement.kind is Supporting.PERSON:
        return f"person {endorsement.email_key}" if endorsement.email_key else ""
    kind = "elected" if endorsement.kind is Supporting.ELECTED else "body"
    return f"{kind} {matching_key(endorsement.name)} {endorsement.region_code or ''}"


def record_consents(endorsement: Endorsement, given: dict[Purpose, bool], channel: Channel) -> None:
    """Within a unit of work: a line of the ledger for each."""
    wordings = campaigns.consent_texts(endorsement.campaign, endorsement.locale)
    texts = {purpose: text.id for purpose, text in wordings.items()}
    consents.record_all(subject(endorsement.id), texts, list(given.items()), channel)


def subject(endorsement_id: uuid.UUID) -> str:
    """Under which key the ledger knows an endorsement."""
    return f"endorsement:{endorsement_id}"


def find(endorsement_id: uuid.UUID) -> Endorsement:
    """The endorsement of a link. Raises LinkExpired once destroyed, EndorsementWithdrawn once the person is gone."""
    endorsement = db.session.get(Endorsement, endorsement_id)
    if endorsement is None:
        raise LinkExpired
    if endorsement.state is State.WITHDRAWN or endorsement.endorser is None:
        raise EndorsementWithdrawn
    return endorsement


def to_confirm(token: str) -> Endorsement:
    """What the link of the mail is about; changes nothing.

    Raises LinkInvalid, EndorsementExpired, EndorsementWithdrawn.
    """
    try:
        return find(links.CONFIRM.read(token))
    except LinkExpired:
        late = db.session.get(Endorsement, links.CONFIRM.read_expired(token))
        raise EndorsementExpired(campaign=late.campaign if late else None) from None


def confirm(endorsement_id: uuid.UUID) -> Endorsement:
    """The address is proved: staff look next. The same one given twice from one mailbox stays one.

    Confirming again changes nothing. Raises LinkExpired, EndorsementWithdrawn, CampaignClosed once it is archived.
    """
    is_one_too_many = _is_one_too_many(endorsement_id)
    with unit_of_work():
        endorsement = locked(Endorsement, endorsement_id)
        if endorsement is None:
            raise LinkExpired
        if endorsement.state is State.WITHDRAWN:
            raise EndorsementWithdrawn
        if endorsement.state is not State.SUBMITTED:
            return endorsement
        if endorsement.campaign.state is CampaignState.ARCHIVED:
            raise CampaignClosed(campaign=endorsement.campaign)
        earlier = _earlier(endorsement)
        if earlier is not None:
            db.session.delete(endorsement)
            return earlier
        if is_one_too_many:
            endorsement.suspicion = endorsement.suspicion or Suspicion.DOMAIN_LIMIT
        endorsement.confirm(at=now())
        audit.record("endorsement.confirmed", f"endorsement:{endorsement.id}")
    return endorsement


def confirm_by_code(endorsement_id: uuid.UUID, typed: str, *, ip: str | None = None) -> Endorsement:
    """The same by the six digits. Raises WrongCode, and what `confirm` raises."""
    check_code(links.CONFIRM, Endorsement, endorsement_id, typed, ip=ip)
    return confirm(endorsement_id)


def _is_one_too_many(endorsement_id: uuid.UUID) -> bool:
    """Asked outside of any transaction: whether very many addresses of that domain endorsed at this hour."""
    endorsement = db.session.get(Endorsement, endorsement_id)
    if endorsement is None or endorsement.state is not State.SUBMITTED or endorsement.endorser is None:
        return False
    return suspicion.is_one_too_many_of_its_domain(str(endorsement.campaign_id), endorsement.endorser.email)


def is_of_a_person(kind: Supporting) -> bool:
    return kind in PERSONS


def _earlier(endorsement: Endorsement) -> Endorsement | None:
    """What the same mailbox confirmed already of the same city, union or person."""
    return db.session.scalar(
        sa.select(Endorsement).where(
            Endorsement.campaign_id == endorsement.campaign_id,
            Endorsement.email_key == endorsement.email_key,
            Endorsement.email_key != "",
            Endorsement.same_key == endorsement.same_key,
            Endorsement.state.in_(STANDING),
        ).limit(1)
    )  # fmt: skip
