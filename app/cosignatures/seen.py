"""No decision is made twice, nor on what was not on the page: what staff saw comes back with what they decide."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.core.database import db, locked
from app.cosignatures.confirming import live_of
from app.cosignatures.desk import may_see
from app.cosignatures.errors import AnotherIsLive, DecidedMeanwhile, NoSuchCosignature
from app.cosignatures.models import Cosignature

VALIDATE = "cosignatures.validate"


@dataclass(frozen=True)
class Seen:
    """A cosignature as the person who decides saw it: where it stood, and what would be published."""

    id: uuid.UUID
    state: str
    shown: str | None = None  # None: no page between the row and the decision

    @classmethod
    def on_the_page(cls, cosignature_id: uuid.UUID, as_seen: str) -> Seen:
        """What the button of a page sent back; never None, so that leaving it out decides nothing."""
        state, _space, shown = as_seen.partition(" ")
        return cls(cosignature_id, state, shown)

    def is_still(self, cosignature: Cosignature) -> bool:
        return cosignature.state.value == self.state and self.shown in (None, cosignature.shown)


def locked_as_seen(seen: Seen, by: Account) -> Cosignature:
    """Within a unit of work: the row, locked, for whoever may decide on it, as it was seen.

    Raises NoSuchCosignature, DecidedMeanwhile.
    """
    cosignature = locked(Cosignature, seen.id)
    if cosignature is None or not may_see(by, cosignature, VALIDATE):
        raise NoSuchCosignature
    if not seen.is_still(cosignature):
        state = cosignature.state.value
        raise DecidedMeanwhile(cosignature.shown_name, state, is_corrected=state == seen.state)
    return cosignature


def once_per_organization(campaign_id: uuid.UUID, organization_id: uuid.UUID, act: Callable[[], None]) -> None:
    """Do `act`; the database says whether the organization has a live cosignature already. Raises AnotherIsLive."""
    try:
        with db.session.begin_nested():
            act()
    except IntegrityError:
        other = live_of(campaign_id, organization_id)
        if other is None:
            raise
        raise AnotherIsLive(other.shown_name) from None


def key_of(cosignature: Cosignature) -> str:
    """Under which key the audit knows it."""
    return f"cosignature:{cosignature.id}"
