"""Staff look at endorsements: those of their regions, one decision at a time, each written down."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.consents.models import Purpose
from app.core import audit
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.endorsements import mails
from app.endorsements.errors import AlreadyValidated, EndorsementChanged, NoSuchEndorsement
from app.endorsements.managing import choices, touch_public_pages
from app.endorsements.models import PERSONS, Endorsement, State
from app.endorsements.submitting import Given, give, same_key

READ, DECIDE = "cosignatures.read", "cosignatures.validate"
PER_PAGE = 50


class Tab(StrEnum):
    """The piles, as their addresses name them."""

    TO_VALIDATE = "a-valider"
    VALIDATED = "valides"
    DECLINED = "refuses"

    @property
    def state(self) -> State:
        return _STATES[self]


_STATES = {Tab.TO_VALIDATE: State.CONFIRMED, Tab.VALIDATED: State.VALIDATED, Tab.DECLINED: State.DECLINED}


@dataclass(frozen=True)
class Pile:
    """One page of a tab; those that wait, oldest first."""

    rows: Sequence[Endorsement]
    total: int
    page: int
    pages: int


def pile(campaign: Campaign, account: Account, tab: Tab, page: int) -> Pile:
    conditions = [Endorsement.campaign_id == campaign.id, Endorsement.state == tab.state, *scope(account, campaign)]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Endorsement).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    waits = tab is Tab.TO_VALIDATE
    order = (Endorsement.entered_at,) if waits else (Endorsement.kind, Endorsement.sort_key)
    rows = db.session.scalars(
        sa.select(Endorsement)
        .options(joinedload(Endorsement.endorser), joinedload(Endorsement.region))
        .where(*conditions)
        .order_by(*order, Endorsement.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Pile(rows, total, page, pages)


def tab_counts(campaign: Campaign, account: Account) -> Counter[Tab]:
    """How many lie in each pile."""
    found = db.session.execute(
        sa.select(Endorsement.state, sa.func.count())
        .where(Endorsement.campaign_id == campaign.id, *scope(account, campaign))
        .group_by(Endorsement.state)
    )
    by_state = dict(found.all())
    return Counter({tab: by_state.get(tab.state, 0) for tab in Tab})


def one(account: Account, endorsement_id: uuid.UUID, right: str = READ) -> Endorsement:
    """Raises NoSuchEndorsement also for a region that the account does not serve, and for what nobody confirmed."""
    endorsement = db.session.get(Endorsement, endorsement_id)
    if endorsement is None or endorsement.state in (State.SUBMITTED, State.WITHDRAWN):
        raise NoSuchEndorsement
    if not campaigns.serves(account, endorsement.campaign, endorsement.region_code or "", right):
        raise NoSuchEndorsement
    return endorsement


def validate(endorsement_id: uuid.UUID, seen: str, *, by: Account) -> Endorsement:
    """It is who it says: it counts, and is named if that was agreed to. Raises AlreadyValidated, and as `_held`."""
    try:
        with unit_of_work():
            endorsement = _held(endorsement_id, seen, by)
            endorsement.same_key = endorsement.same_key or same_key(endorsement)
            endorsement.validate(at=now())
            db.session.flush()
            audit.record("endorsement.validated", f"endorsement:{endorsement.id}", by=by.id)
            mails.validated(endorsement)
            touch_public_pages(endorsement)
    except IntegrityError as error:
        raise AlreadyValidated from error
    return endorsement


def decline(endorsement_id: uuid.UUID, seen: str, reason: str, *, by: Account) -> Endorsement:
    """It does not count; whoever gave it reads the reason."""
    with unit_of_work():
        endorsement = _held(endorsement_id, seen, by)
        counted = endorsement.counts
        endorsement.decline(reason=reason)
        audit.record("endorsement.declined", f"endorsement:{endorsement.id}", by=by.id)
        mails.declined(endorsement, reason)
        if counted:
            touch_public_pages(endorsement)
    return endorsement


def reopen(endorsement_id: uuid.UUID, seen: str, *, by: Account) -> Endorsement:
    """Undo a decision: it waits again, and a mail that has not left does not leave."""
    with unit_of_work():
        endorsement = _held(endorsement_id, seen, by)
        counted = endorsement.counts
        endorsement.wait_again()
        mails.stop(endorsement)
        audit.record("endorsement.reopened", f"endorsement:{endorsement.id}", by=by.id)
        if counted:
            touch_public_pages(endorsement)
    return endorsement


def correct(endorsement_id: uuid.UUID, seen: str, given: Given, *, publishes_name: bool, by: Account) -> Endorsement:
    """Set right the kind, the name or the place. A body is named when staff say so; a person, only by their own yes."""
    try:
        with unit_of_work():
            endorsement = _held(endorsement_id, seen, by)
            if not campaigns.serves(by, endorsement.campaign, given.region_code, DECIDE):
                raise NoSuchEndorsement
            give(endorsement, given)
            own = choices(endorsement).get(Purpose.PUBLISH_ENDORSEMENT, False)
            endorsement.publishes_name = own if given.kind in PERSONS else publishes_name
            db.session.flush()
            audit.record("endorsement.corrected", f"endorsement:{endorsement.id}", by=by.id)
            if endorsement.counts:
                touch_public_pages(endorsement)
    except IntegrityError as error:
        raise AlreadyValidated from error
    return endorsement


def _held(endorsement_id: uuid.UUID, seen: str, by: Account) -> Endorsement:
    """Held until the end of the unit of work. Raises NoSuchEndorsement, EndorsementChanged."""
    one(by, endorsement_id, DECIDE)
    endorsement = locked(Endorsement, endorsement_id)
    if endorsement is None:
        raise NoSuchEndorsement
    if endorsement.as_seen != seen:
        raise EndorsementChanged
    return endorsement


def scope(account: Account, campaign: Campaign, right: str = READ) -> list[sa.ColumnElement[bool]]:
    """A chapter sees those of its regions; those that name no region are for whoever serves all."""
    codes = account.region_codes(right)
    if codes is None or campaign.chapter_id is not None:
        return []
    return [Endorsement.region_code.in_(sorted(codes))]
