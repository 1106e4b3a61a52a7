"""No decision is made twice, nor on what was not on the page: what staff saw comes back with what they decide."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.accounts.models import Account
from app.core.database import locked
from app.cosignatures.desk import may_see
from app.cosignatures.errors import DecidedMeanwhile, NoSuchCosignature
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
