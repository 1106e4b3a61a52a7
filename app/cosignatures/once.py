"""An organization signs once: what counts as the same organization, and what happens when another signature is live."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.database import db
from app.core.keys import matching_key
from app.cosignatures.errors import AnotherIsLive
from app.cosignatures.models import LIVE, Cosignature
from app.organizations import service as organizations


def once_per_organization(campaign_id: uuid.UUID, organization_id: uuid.UUID, act: Callable[[], None]) -> None:
    """Within a unit of work: do `act`, and let the database say whether the organization is live already.

    Raises AnotherIsLive; nothing of the act is left then.
    """
    try:
        with db.session.begin_nested():
            act()
    except IntegrityError:
        other = _live_of(campaign_id, organization_id)
        if other is None:
            raise
        raise AnotherIsLive(other.shown_name, other.id) from None


def is_same(signed: Any, name: str, region_code: str, city: str) -> bool:
    """Whether what was signed is that organization's: the rule of the register, on what was typed."""
    return (
        signed.region_code == region_code
        and matching_key(signed.shown_name) == matching_key(name)
        and is_same_city(signed.city, city)
    )


def is_same_city(one: str, other: str) -> bool:
    """As the register compares them; a missing one matches any."""
    here, there = organizations.place_key(one), organizations.place_key(other)
    return not here or not there or here == there


def _live_of(campaign_id: uuid.UUID, organization_id: uuid.UUID) -> Cosignature | None:
    """There is at most one."""
    return db.session.scalar(
        sa.select(Cosignature).where(
            Cosignature.campaign_id == campaign_id,
            Cosignature.organization_id == organization_id,
            Cosignature.state.in_(LIVE),
        )
    )
