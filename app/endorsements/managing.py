"""What the holder of the link does: see, correct, choose again, take back."""

from __future__ import annotations

import uuid

from app.consents import service as consents
from app.consents.models import Channel, Purpose
from app.core import audit, renderings
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.endorsements import mails
from app.endorsements.errors import EndorsementWithdrawn
from app.endorsements.models import Endorsement, State
from app.endorsements.submitting import Given, give, record_consents, subject


def choices(endorsement: Endorsement) -> dict[Purpose, bool]:
    """What the person agrees to today."""
    return consents.in_force(subject(endorsement.id))


def correct(endorsement_id: uuid.UUID, given: Given) -> Endorsement:
    """Set right what was typed; another name or place is looked at again. Raises EndorsementWithdrawn."""
    with unit_of_work():
        endorsement = _locked(endorsement_id)
        before, counted = endorsement.as_seen, endorsement.counts
        give(endorsement, given)
        assert endorsement.endorser is not None  # noqa: S101 - `_locked` has seen to it
        endorsement.endorser.name, endorsement.endorser.title = given.person, given.person_title
        if endorsement.as_seen != before:
            if counted:
                endorsement.wait_again()
                touch_public_pages(endorsement)
            audit.record("endorsement.corrected", f"endorsement:{endorsement.id}")
    return endorsement


def choose(endorsement_id: uuid.UUID, *, publishes_name: bool, wants_news: bool) -> Endorsement:
    """Change one's mind about a consent; the ledger keeps both words. Raises EndorsementWithdrawn."""
    with unit_of_work():
        endorsement = _locked(endorsement_id)
        before = choices(endorsement)
        wanted = {Purpose.PUBLISH_ENDORSEMENT: publishes_name, Purpose.NEWS: wants_news}
        changed = {purpose: given for purpose, given in wanted.items() if before.get(purpose, False) != given}
        record_consents(endorsement, changed, Channel.LINK)
        was_public = endorsement.is_public
        endorsement.publishes_name = publishes_name
        if was_public != endorsement.is_public:
            touch_public_pages(endorsement)
    return endorsement


def withdraw(endorsement_id: uuid.UUID) -> None:
    """Take it back: off the pages at once, the person's data destroyed. What was never confirmed simply disappears.

    Raises EndorsementWithdrawn.
    """
    with unit_of_work():
        endorsement = _locked(endorsement_id)
        mails.stop(endorsement)
        if endorsement.state is State.SUBMITTED:
            db.session.delete(endorsement)
        else:
            counted = endorsement.counts
            mails.withdrawn(endorsement)
            endorsement.withdraw()
            if counted:
                touch_public_pages(endorsement)
        audit.record("endorsement.withdrawn", f"endorsement:{endorsement_id}")


def touch_public_pages(endorsement: Endorsement) -> None:
    """Within a unit of work: the campaign's page and its list show something else from now on."""
    renderings.touch(endorsement.campaign.page_key)


def _locked(endorsement_id: uuid.UUID) -> Endorsement:
    endorsement = locked(Endorsement, endorsement_id)
    if endorsement is None or endorsement.state is State.WITHDRAWN or endorsement.endorser is None:
        raise EndorsementWithdrawn
    return endorsement
