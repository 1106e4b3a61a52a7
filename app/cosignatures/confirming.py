"""The address is proved. Only now does the organization enter the register, and only now can it be a duplicate."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.orm import joinedload

from app.campaigns.errors import CampaignClosed
from app.campaigns.models import Campaign
from app.campaigns.models import State as CampaignState
from app.core import audit, limits, tokens
from app.core.clock import now
from app.core.database import db
from app.core.personal_links import check_code
from app.core.suspicion import Suspicion, is_one_too_many_of_its_domain
from app.core.unit_of_work import unit_of_work
from app.cosignatures import links, mails
from app.cosignatures.errors import AlreadyWithdrawn, AnotherIsLive, ConfirmationExpired, NoSuchCosignature
from app.cosignatures.holding import held
from app.cosignatures.listing import is_shown
from app.cosignatures.models import Cosignature, State
from app.cosignatures.once import is_same, once_per_organization
from app.deliveries import service as deliveries
from app.organizations import service as organizations
from app.organizations.models import Organization

RESENT_TO_MAILBOX = limits.Limit("cosign-resend", 3, 3600)
RESENT_FOR_PLACE = limits.Limit("cosign-resend.place", 60, 3600)  # a whole assembly may have lost its mails


def to_confirm(token: str) -> Cosignature:
    """What the link of the mail is about; changes nothing.

    Raises LinkInvalid, ConfirmationExpired, LinkReplaced, AlreadyWithdrawn.
    """
    try:
        cosignature = held(links.CONFIRM.read(token))
    except tokens.LinkExpired:
        late = db.session.get(Cosignature, links.CONFIRM.read_expired(token))
        raise ConfirmationExpired(campaign=late.campaign if late else None) from None
    if cosignature is None:
        raise ConfirmationExpired(campaign=None)  # never confirmed, and destroyed since
    if cosignature.state is State.WITHDRAWN:
        raise AlreadyWithdrawn
    return cosignature


def confirm(cosignature_id: uuid.UUID) -> Cosignature:
    """The signatory pressed the button. Pressing again changes nothing.

    Raises AlreadyWithdrawn, NoSuchCosignature, CampaignClosed once the campaign is archived.
    """
    is_one_too_many = _is_one_too_many(cosignature_id)
    with unit_of_work():
        cosignature, siblings = _locked_with_siblings(cosignature_id)
        if cosignature.state is State.WITHDRAWN:
            raise AlreadyWithdrawn
        if cosignature.state is State.SUBMITTED:
            if cosignature.campaign.state is CampaignState.ARCHIVED:
                raise CampaignClosed(campaign=cosignature.campaign)
            if is_one_too_many and cosignature.suspicion is None:
                cosignature.suspicion = Suspicion.DOMAIN_LIMIT
            _confirm(cosignature)
            _close_the_others(cosignature, siblings)
    return cosignature


def confirm_by_code(cosignature_id: uuid.UUID, typed: str, *, ip: str | None = None) -> Cosignature:
    """The same by the six digits. Raises WrongCode, LinkReplaced, and what `confirm` raises."""
    held(cosignature_id)
    check_code(links.CONFIRM, Cosignature, cosignature_id, typed, ip=ip)
    return confirm(cosignature_id)


def resend(campaign: Campaign, email_key: str, *, locale: str, ip: str | None = None) -> None:
    """All the links of this address, by e-mail and only so; of many, those that are confirmed come before the rest.

    An address that is not known costs the same work, down to the commit, so that the time of the answer does not tell
    it apart. A mailbox or a place that asks too often is answered the same, and nothing leaves.
    """
    if limits.asks_too_often(RESENT_TO_MAILBOX, RESENT_FOR_PLACE, str(campaign.id), email_key, ip):
        return
    since = now() - timedelta(days=30)
    found = db.session.scalars(
        sa.select(Cosignature)
        .where(
            Cosignature.campaign_id == campaign.id,
            Cosignature.email_key == email_key,
            Cosignature.state != State.WITHDRAWN,
            sa.or_(Cosignature.state != State.SUBMITTED, Cosignature.submitted_at > since),
        )
        .order_by(Cosignature.state.in_((State.CONFIRMED, State.VALIDATED)).desc(), Cosignature.id.desc())
        .options(joinedload(Cosignature.signatory))
        .limit(20)
    ).all()
    known = [(to, one.state) for one in found if (to := mails.Addressee.of(one))]
    nobody = mails.Addressee(uuid_utils.compat.uuid7(), "", "", "", locale), State.SUBMITTED
    mail = mails.all_links(campaign, known or [nobody])
    with unit_of_work():
        if not known or not mail.send():  # nobody is to be written to, or the mail left this very minute
            unread = replace(mail, dedupe_key=f"nobody:{uuid.uuid4()}")
            unread.send()
            deliveries.forget_at_once(dedupe_key=unread.dedupe_key)


def send_links(cosignature: Cosignature, *, ip: str | None = None) -> None:
    """A link that answers one question may have gone from hand to hand: what opens the rest is mailed to the signatory.

    As rarely as for anybody who asks for links.
    """
    resend(cosignature.campaign, cosignature.email_key, locale=cosignature.locale, ip=ip)


def organization_of(cosignature: Cosignature) -> Organization:
    """The one chosen when signing, else the one that the name, the region and the city say; added when new."""
    if cosignature.organization_id is not None:
        chosen = organizations.get(cosignature.organization_id)
        if chosen is not None:
            return chosen
    return organizations.find_or_add(cosignature.shown_name, cosignature.region_code, cosignature.city)


def _is_one_too_many(cosignature_id: uuid.UUID) -> bool:
    """Asked outside of any transaction: whether very many addresses of that domain signed at this hour."""
    cosignature = db.session.get(Cosignature, cosignature_id)
    if cosignature is None or cosignature.state is not State.SUBMITTED or cosignature.signatory is None:
        return False
    return is_one_too_many_of_its_domain(str(cosignature.campaign_id), cosignature.signatory.email)


def _locked_with_siblings(cosignature_id: uuid.UUID) -> tuple[Cosignature, list[Cosignature]]:
    """The row and all others of the same address in the campaign, locked in one order: no deadlock."""
    of_same_address = _of_same_address(cosignature_id)
    together = db.session.scalars(
        sa.select(Cosignature)
        .where(*of_same_address)
        .order_by(Cosignature.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    mine = [one for one in together if one.id == cosignature_id]
    if not mine:
        raise NoSuchCosignature
    return mine[0], [one for one in together if one.id != cosignature_id]


def _of_same_address(cosignature_id: uuid.UUID) -> list[sa.ColumnElement[bool]]:
    key = db.session.execute(
        sa.select(Cosignature.campaign_id, Cosignature.email_key).where(Cosignature.id == cosignature_id)
    ).one_or_none()
    if key is None:
        raise NoSuchCosignature
    if not key.email_key:  # forgotten since
        return [Cosignature.id == cosignature_id]
    return [Cosignature.campaign_id == key.campaign_id, Cosignature.email_key == key.email_key]


def _confirm(cosignature: Cosignature) -> None:
    """The database decides between two that confirm for one organization at the same instant."""
    if cosignature.suspicion is not None:
        cosignature.confirm_to_check(at=now())
        audit.record("cosignature.to_check", cosignature.audit_key, suspicion=cosignature.suspicion.value)
        return
    organization = organization_of(cosignature)
    try:
        once_per_organization(
            cosignature.campaign_id, organization.id, lambda: cosignature.confirm(at=now(), organization=organization)
        )
    except AnotherIsLive as taken:
        cosignature.belong_to(organization)
        yield_to(cosignature, taken)
        return
    audit.record("cosignature.confirmed", cosignature.audit_key)


def yield_to(cosignature: Cosignature, taken: AnotherIsLive) -> None:
    """The other one keeps its place. Only a mail says so, and only once the public list says it too.

    Until then no mail at all, as after a first signature: its arrival would tell.
    """
    other = db.session.get_one(Cosignature, taken.other_id)
    cosignature.mark_duplicate(other, at=now())
    audit.record("cosignature.duplicate", cosignature.audit_key, of=str(other.id))
    addressee = mails.Addressee.of(cosignature)
    if addressee is not None and is_shown(other):
        mails.duplicate(cosignature.campaign, addressee).send()


def told_state(cosignature: Cosignature) -> State:
    """Where its holder is told that it stands: that somebody else signed before is said once the list says it."""
    if cosignature.state is not State.DUPLICATE:
        return cosignature.state
    other = db.session.get(Cosignature, cosignature.duplicate_of_id) if cosignature.duplicate_of_id else None
    return State.DUPLICATE if other is not None and is_shown(other) else State.CONFIRMED


def _close_the_others(confirmed: Cosignature, siblings: list[Cosignature]) -> None:
    """Forms sent twice before opening the mail: one is enough, and nothing more is kept of the person in the others."""
    for sibling in siblings:
        if sibling.state is State.SUBMITTED and is_same(
            sibling, confirmed.shown_name, confirmed.region_code, confirmed.city
        ):
            sibling.close_for(confirmed, at=now())
