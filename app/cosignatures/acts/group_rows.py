"""The rows of an act over many cosignatures: which are taken, what each becomes, and the move that it made."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.clock import now
from app.core.database import db
from app.cosignatures.errors import NumbersChanged
from app.cosignatures.models import (
    LIVE,
    TOGETHER,
    Actor,
    Cosignature,
    CosignatureMove,
    GroupValidation,
    State,
    ValidatedTogether,
)
from app.imports import service as imports
from app.organizations.models import Kind, Organization

_TRIES = 3  # another signature may become live between the look and the act


@dataclass(frozen=True)
class Wanted:
    """Which of the imported answers: of a region, of an import, or all those of the account."""

    region_code: str | None = None
    import_id: uuid.UUID | None = None


def validated(
    campaign: Campaign, wanted: Wanted, of_row: Mapping[uuid.UUID, uuid.UUID], by: Account
) -> GroupValidation:
    """Within a unit of work. `of_row`: for each cosignature, in order, the organization that it names.

    An organization signs once: the first of its answers, unless another signature of it is live. Raises NumbersChanged
    when none is left.
    """
    for left in reversed(range(_TRIES)):
        taken = _first_of_each(campaign, of_row)
        if not taken:
            raise NumbersChanged
        try:
            with db.session.begin_nested():
                return _validate(campaign, wanted, taken, len(of_row) - len(taken), by)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _first_of_each(campaign: Campaign, of_row: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    first: dict[uuid.UUID, uuid.UUID] = {}
    for cosignature_id, organization_id in of_row.items():
        first.setdefault(organization_id, cosignature_id)
    for some in imports.in_parts(list(first)):
        live = Cosignature.campaign_id == campaign.id, Cosignature.state.in_(LIVE)
        signed = sa.select(Cosignature.organization_id).where(*live, Cosignature.organization_id.in_(some))
        for known in db.session.scalars(signed):
            first.pop(known, None)  # type: ignore[arg-type] # a live one has an organization
    return {cosignature_id: organization_id for organization_id, cosignature_id in first.items()}


def _validate(
    campaign: Campaign, wanted: Wanted, taken: Mapping[uuid.UUID, uuid.UUID], left: int, by: Account
) -> GroupValidation:
    at = now()
    act = GroupValidation(
        campaign_id=campaign.id,
        region_code=wanted.region_code,
        import_id=wanted.import_id,
        account_id=by.id,
        validated=len(taken),
        left=left,
        validated_at=at,
    )
    db.session.add(act)
    db.session.flush()
    rows = [
        {"group_id": act.id, "cosignature_id": one, "organization_id": organization_id, "is_told": False}
        for one, organization_id in taken.items()
    ]
    db.session.execute(sa.insert(ValidatedTogether), rows)
    in_group = ValidatedTogether.group_id == act.id, ValidatedTogether.cosignature_id == Cosignature.id
    organization = sa.select(ValidatedTogether.organization_id).where(*in_group).scalar_subquery()
    is_table = (
        sa.select(Organization.kind == Kind.REGIONAL_TABLE)
        .join(ValidatedTogether, ValidatedTogether.organization_id == Organization.id)
        .where(*in_group)
        .scalar_subquery()
    )
    of_group = sa.select(ValidatedTogether.cosignature_id).where(ValidatedTogether.group_id == act.id)
    update(
        Cosignature.id.in_(of_group),
        state=State.VALIDATED,
        validated_at=at,
        organization_id=organization,
        is_regional_table=is_table,
    )
    note_moves(list(taken), State.TO_CHECK, State.VALIDATED, at=at, by=by.id)
    return act


def update(condition: sa.ColumnElement[bool], **values: Any) -> None:
    """All of them in one statement; what the session holds of them is stale from now on."""
    statement = sa.update(Cosignature).where(condition).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))


def note_moves(ids: Sequence[uuid.UUID], before: State, after: State, *, at: datetime, by: uuid.UUID) -> None:
    """Each is kept with its history, like a decision on one."""
    rows = [
        {"id": uuid_utils.compat.uuid7(), "cosignature_id": one, "from_state": before, "to_state": after,
         "moved_at": at, "actor": Actor.STAFF, "account_id": by, "reason": TOGETHER}
        for one in ids
    ]  # fmt: skip
    if rows:
        db.session.execute(sa.insert(CosignatureMove), rows)
