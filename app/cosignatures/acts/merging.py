"""What two entries of the register signed when they turn out to be one organization, and when they do not.

The register says which two; the signatures follow. In a campaign that both signed, one signature stays in force and the
other becomes its duplicate. What was done is written down for the register, so that it can be undone exactly.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.core import renderings
from app.core.clock import now
from app.core.database import db
from app.cosignatures.acts import merging_notes
from app.cosignatures.desk import READ
from app.cosignatures.errors import AnotherIsLive
from app.cosignatures.models import LIVE, Cosignature, State
from app.cosignatures.once import once_per_organization
from app.organizations.models import Organization
from app.organizations.service import Effect, Fate, Signed


def signed(account: Account, organization_id: uuid.UUID, locale: str) -> Sequence[Signed]:
    """What the organization signed, the latest first, in the regions of that account."""
    codes = account.region_codes(READ)
    scope = [] if codes is None else [Cosignature.region_code.in_(codes)]
    found = db.session.scalars(
        sa.select(Cosignature)
        .where(Cosignature.organization_id == organization_id, Cosignature.state != State.SUBMITTED, *scope)
        .order_by(Cosignature.submitted_at.desc())
        .options(joinedload(Cosignature.campaign))
    )
    return [
        Signed(
            id=one.id,
            campaign=one.campaign.text(locale).title,
            shown_name=one.shown_name,
            region_code=one.region_code,
            state=one.state.value,
            at=one.validated_at or one.confirmed_at or one.submitted_at,
        )
        for one in found
    ]


def kind_changed(organization: Organization) -> None:
    """Within a unit of work: regional tables come first on the lists."""
    for cosignature in _of(organization.id):
        cosignature.is_regional_table = organization.is_regional_table
        _touch(cosignature)


def effects(kept_id: uuid.UUID, merged_id: uuid.UUID, locale: str) -> Sequence[Effect]:
    """What a merge would do, campaign by campaign."""
    ours, theirs = _by_campaign(kept_id), _by_campaign(merged_id)
    found = []
    for held in {**ours, **theirs}.values():
        campaign = held[0].campaign
        here, there = _live(ours[campaign.id]), _live(theirs[campaign.id])
        title = campaign.text(locale).title
        if here and there:
            stays, yields = _in_order(here, there)
            found.append(Effect(title, Fate.YIELDS, stays.shown_name, yields.shown_name))
        elif theirs[campaign.id]:
            found.append(Effect(title, Fate.FOLLOWS, (there or here or theirs[campaign.id][0]).shown_name))
        else:
            found.append(Effect(title, Fate.STAYS, held[0].shown_name))
    return sorted(found, key=lambda effect: effect.campaign)


def merge(kept: Organization, merged: Organization, *, by: Account) -> dict[str, Any]:
    """Within a unit of work: the signatures of the one become the other's. Returns the trace that `part` reads."""
    ours = {one.campaign_id: one for one in _of(kept.id) if one.is_live}
    theirs = _of(merged.id)
    yielded = {}
    for one in theirs:
        other = ours.get(one.campaign_id)
        if one.is_live and other is not None:
            stays, yields = _in_order(one, other)
            yielded[str(yields.id)] = [yields.state.value, _text(yields.validated_at), str(stays.id)]
            yields.yield_to(stays, at=now(), by=by.id)
            db.session.flush()  # before the other one takes its place
            _touch(yields)
    for one in theirs:
        one.belong_to(kept)
        _touch(one)
    db.session.flush()
    notes = merging_notes.hand_over(kept.id, merged.id)
    return {"moved": [str(one.id) for one in theirs], "yielded": yielded, "notes": notes}


def part(kept: Organization, merged: Organization, trace: dict[str, Any], *, by: Account) -> None:
    """Within a unit of work: what came goes back, and what yielded stands again, unless a person decided since."""
    moved = set(trace["moved"])
    for one in _of(kept.id):
        if str(one.id) in moved:
            one.belong_to(merged)
            _touch(one)
    db.session.flush()
    for key, (state, validated_at, other_id) in trace["yielded"].items():
        yielding = db.session.get(Cosignature, uuid.UUID(key))
        if yielding is None or yielding.state is not State.DUPLICATE:
            continue
        if yielding.duplicate_of_id == uuid.UUID(other_id):
            _stand_again(yielding, State(state), datetime.fromisoformat(validated_at) if validated_at else None, by)
    merging_notes.give_back(kept.id, merged.id, trace["notes"])


def _stand_again(one: Cosignature, state: State, validated_at: datetime | None, by: Account) -> None:
    assert one.organization_id is not None  # noqa: S101 - it was live
    try:
        once_per_organization(
            one.campaign_id,
            one.organization_id,
            lambda: one.stand_again(state, validated_at=validated_at, at=now(), by=by.id),
        )
    except AnotherIsLive:  # signed anew since: that one counts
        return
    _touch(one)


def _of(organization_id: uuid.UUID) -> Sequence[Cosignature]:
    """All its signatures, locked: nobody decides on them meanwhile."""
    return db.session.scalars(
        sa.select(Cosignature)
        .where(Cosignature.organization_id == organization_id)
        .order_by(Cosignature.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _by_campaign(organization_id: uuid.UUID) -> dict[uuid.UUID, list[Cosignature]]:
    found: dict[uuid.UUID, list[Cosignature]] = defaultdict(list)
    statement = sa.select(Cosignature).where(
        Cosignature.organization_id == organization_id, Cosignature.state != State.SUBMITTED
    )
    for one in db.session.scalars(statement.order_by(Cosignature.id).options(joinedload(Cosignature.campaign))):
        found[one.campaign_id].append(one)
    return found


def _live(held: Sequence[Cosignature]) -> Cosignature | None:
    return next((one for one in held if one.state in LIVE), None)


def _in_order(one: Cosignature, other: Cosignature) -> tuple[Cosignature, Cosignature]:
    """Which stays in force, and which yields: the validated one first, then the one that came first."""
    first, second = sorted(
        (one, other), key=lambda each: (each.state is not State.VALIDATED, each.confirmed_at, each.id)
    )
    return first, second


def _touch(cosignature: Cosignature) -> None:
    renderings.touch(cosignature.campaign.page_key)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
