"""An organization signs: a row, the person, the consents and one mail, all or nothing.

Whoever sends the form learns nothing from the answer but what the public list says already; the rest is said by
e-mail, to the address given.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa
import uuid_utils.compat

from app.campaigns.models import Campaign
from app.consents.models import Channel
from app.core.clock import now
from app.core.database import db
from app.core.keys import email_key, matching_key
from app.core.unit_of_work import unit_of_work
from app.cosignatures import limiting, mails, standing
from app.cosignatures.errors import AlreadyPublished
from app.cosignatures.kiosks import turns
from app.cosignatures.listing import LIVE, lists_any
from app.cosignatures.models import Cosignature, Signatory, State
from app.cosignatures.once import is_same, is_same_city
from app.cosignatures.submission import Submission
from app.organizations.models import Organization

_C, _O = cast(sa.Table, Cosignature.__table__), cast(sa.Table, Organization.__table__)


def submit(campaign: Campaign, submission: Submission) -> uuid.UUID:
    """Take the signature and send the mail that asks to confirm it. Returns what the waiting page waits for.

    Raises AlreadyPublished when everybody can read the organization's name on the list already.
    """
    key = email_key(submission.email)
    chosen = submission.chosen()
    organization_id = chosen.id if chosen else None
    _refuse_what_is_published(campaign, submission, organization_id)
    before = _signed_before(campaign, submission, organization_id, key)
    suspicion, wait = limiting.counted(campaign, submission, key)
    if before is not None:
        if wait is not None:
            _say_so_by_mail(campaign, before)
        turns.count(submission.kiosk)
        return uuid_utils.compat.uuid7()  # the id of a first signature is new: this one waits for nothing
    given = standing.given(publishes_name=submission.publishes_name, wants_news=submission.wants_news)
    wordings = standing.in_force(campaign, submission.locale)
    new = uuid_utils.compat.uuid7()
    row = _row(new, campaign, submission, key) | {
        "organization_id": organization_id,
        "letter_id": wordings.letter_id,
        "suspicion": suspicion,
    }
    mail = mails.confirmation(campaign, _addressee(new, submission), submission.kiosk)
    with unit_of_work():
        connection = db.session.connection()
        connection.execute(_INSERT_COSIGNATURE, row)
        connection.execute(_INSERT_SIGNATORY, {"cosignature_id": new, **submission.person})
        standing.ledger(new, wordings, given, Channel.KIOSK if submission.kiosk else Channel.WEB_FORM)
        turns.keep(new, submission.kiosk)
        if wait is not None:
            replace(mail, not_before=now() + wait if wait else None).send()
    return new


# Signing is what thousands do the same evening: its statements are built once.
_INSERT_COSIGNATURE = sa.insert(_C)
_INSERT_SIGNATORY = sa.insert(cast(sa.Table, Signatory.__table__))
_NAMED = sa.select(_O.c.id, _O.c.city).where(
    _O.c.region_code == sa.bindparam("region_code"), _O.c.key == sa.bindparam("key")
)
# Through the index of the live ones, whatever the size of the campaign: SQLite would rather read all its rows.
_SHOWN = _C.c.publishes_name & _C.c.is_listed
_LIVE_OF_ORGANIZATIONS = sa.select(_C.c.shown_name, _C.c.region_code, _C.c.state, _SHOWN).where(
    _C.c.campaign_id == sa.bindparam("campaign_id"),
    _C.c.organization_id.in_(sa.bindparam("organization_ids", expanding=True)),
    LIVE,
)
_CONFIRMED_BY_ADDRESS = (
    sa.select(_C.c.id, _C.c.shown_name, _C.c.region_code, _C.c.city, _C.c.organization_id)
    .where(
        _C.c.campaign_id == sa.bindparam("campaign_id"),
        _C.c.email_key == sa.bindparam("email_key"),
        _C.c.state.in_((State.CONFIRMED, State.VALIDATED, State.TO_CHECK)),
    )
    .order_by(_C.c.id)
)


def _refuse_what_is_published(campaign: Campaign, submission: Submission, organization_id: uuid.UUID | None) -> None:
    same = [organization_id] if organization_id else _of_that_name(submission)
    if not same:
        return
    found = db.session.execute(_LIVE_OF_ORGANIZATIONS, {"campaign_id": campaign.id, "organization_ids": same})
    for name, region_code, _state, is_shown in found:
        if is_shown and lists_any(campaign, same):
            raise AlreadyPublished(campaign=campaign, name=name, region_code=region_code)


def _of_that_name(submission: Submission) -> list[uuid.UUID]:
    """The entries of the register that the name, the region and the city may mean."""
    key = matching_key(submission.organization_name)
    found = db.session.execute(_NAMED, {"region_code": submission.region_code, "key": key})
    return [row.id for row in found if is_same_city(row.city, submission.city)]


def _signed_before(
    campaign: Campaign, submission: Submission, organization_id: uuid.UUID | None, key: str
) -> uuid.UUID | None:
    """What this address has already confirmed for this organization. A form not confirmed blocks nothing."""
    found = db.session.execute(_CONFIRMED_BY_ADDRESS, {"campaign_id": campaign.id, "email_key": key})
    for row in found:
        if is_same(row, submission.organization_name, submission.region_code, submission.city) or (
            organization_id and row.organization_id == organization_id
        ):
            return cast(uuid.UUID, row.id)
    return None


def _say_so_by_mail(campaign: Campaign, before: uuid.UUID) -> None:
    cosignature = db.session.get(Cosignature, before)
    addressee = mails.Addressee.of(cosignature) if cosignature else None
    if addressee is not None:
        mail = mails.already_signed(campaign, addressee)
        with unit_of_work():
            mail.send()


def _row(new: uuid.UUID, campaign: Campaign, submission: Submission, key: str) -> dict[str, Any]:
    return {
        "id": new,
        "campaign_id": campaign.id,
        "state": State.SUBMITTED,
        **submission.columns,
        "email_key": key,
        "via": submission.via,
        "submitted_at": now(),
    }


def _addressee(cosignature_id: uuid.UUID, submission: Submission) -> mails.Addressee:
    return mails.Addressee(
        cosignature_id, submission.organization_name, submission.name, submission.email, submission.locale
    )
