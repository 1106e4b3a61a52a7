"""What the notices promise: unconfirmed forms go after 30 days, the persons six months after the campaign closed."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.core import audit, retention
from app.core.clock import now
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.cosignatures.models import (
    OF_THE_PERSON,
    AddressChange,
    Cosignature,
    CosignatureChange,
    CosignatureMove,
    FollowUp,
    FollowUpNote,
    ImportedAnswer,
    Reception,
    Signatory,
    State,
)

AT_ONCE = 1000
NOBODY = "–"  # where a name was


def forget_unconfirmed() -> int:
    """Forms that nobody confirmed within 30 days disappear with the person's data. How many.

    So do the addresses that a signatory asked for, or left: by then nobody may take them back any more.
    """
    with unit_of_work():
        db.session.execute(sa.delete(AddressChange).where(AddressChange.asked_at < now() - retention.UNCONFIRMED))
    old = sa.select(Cosignature.id).where(
        Cosignature.state == State.SUBMITTED, Cosignature.submitted_at < now() - retention.UNCONFIRMED
    )
    forgotten = 0
    while True:
        with unit_of_work():
            ids = db.session.scalars(old.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
            db.session.execute(sa.delete(Cosignature).where(Cosignature.id.in_(ids)))
            if ids:
                audit.record("cosignatures.unconfirmed_destroyed", "cosignatures", cosignatures=len(ids))
        forgotten += len(ids)
        if len(ids) < AT_ONCE:
            return forgotten


def forget_signatories_of_closed_campaigns() -> int:
    """Long after a campaign closed, names, titles and addresses are destroyed; every count stays. How many."""
    return sum(_forget(campaign_id) for campaign_id in campaigns.past_retention())


def _forget(campaign_id: uuid.UUID) -> int:
    of_campaign = sa.select(Cosignature.id).where(Cosignature.campaign_id == campaign_id)
    with unit_of_work():
        result = db.session.execute(sa.delete(Signatory).where(Signatory.cosignature_id.in_(of_campaign)))
        forgotten = int(result.rowcount)  # type: ignore[attr-defined]
        db.session.execute(
            sa.delete(CosignatureChange).where(
                CosignatureChange.cosignature_id.in_(of_campaign), CosignatureChange.field.in_(OF_THE_PERSON)
            )
        )
        never_confirmed = Cosignature.campaign_id == campaign_id, Cosignature.state == State.SUBMITTED
        db.session.execute(sa.delete(Cosignature).where(*never_confirmed))
        db.session.execute(
            sa.update(Cosignature)
            .where(Cosignature.campaign_id == campaign_id, Cosignature.email_key != "")
            .values(email_key="")
        )
        _forget_what_staff_wrote(campaign_id)
        if forgotten:
            audit.record("cosignatures.signatories_forgotten", f"campaign:{campaign_id}", signatories=forgotten)
    return forgotten


def _forget_what_staff_wrote(campaign_id: uuid.UUID) -> None:
    """Notes and calls go. Of a signature that was received, the way and the day stay, not by whom; of a refusal, who
    and when, not why: free words may name somebody. So may those of an imported file."""
    db.session.execute(sa.delete(FollowUpNote).where(FollowUpNote.campaign_id == campaign_id))
    db.session.execute(sa.delete(FollowUp).where(FollowUp.campaign_id == campaign_id))
    declined = Cosignature.campaign_id == campaign_id, Cosignature.declined_reason != NOBODY
    db.session.execute(sa.update(Cosignature).where(*declined).values(declined_reason=NOBODY))
    of_campaign = sa.select(Cosignature.id).where(Cosignature.campaign_id == campaign_id)
    received = Reception.cosignature_id.in_(of_campaign), Reception.received_by != NOBODY
    db.session.execute(sa.update(Reception).where(*received).values(received_by=NOBODY))
    of_refusals = CosignatureMove.to_state == State.DECLINED, CosignatureMove.reason != NOBODY
    refused = CosignatureMove.cosignature_id.in_(of_campaign), *of_refusals
    db.session.execute(sa.update(CosignatureMove).where(*refused).values(reason=NOBODY))
    explained = ImportedAnswer.cosignature_id.in_(of_campaign), sa.cast(ImportedAnswer.reasons, sa.Text) != "[]"
    db.session.execute(sa.update(ImportedAnswer).where(*explained).values(reasons=[]))
