"""The three ways of being in touch with a campaign, read alike: who it is, where, and whether it still stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.cosignatures.models import LIVE, Cosignature, ReminderPace, Signatory
from app.endorsements.models import STANDING, Endorsement, Endorser
from app.messages.models import Message, Supporter
from app.messages.models import State as MessageState
from app.territory.models import Region, Riding

CONFIRMED_MESSAGES = (MessageState.CONFIRMED, MessageState.QUEUED, MessageState.DONE)


class Row(NamedTuple):
    """One act, and the person behind it."""

    id: uuid.UUID
    name: str
    email: str
    locale: str
    email_key: str
    is_stopped: bool


@dataclass(frozen=True)
class Group:
    """Where the rows of one kind of act are."""

    name: str  # as the ledger and the guard keys begin
    model: type[Any]
    person: type[Any]
    joined: sa.ColumnElement[bool]
    stands: sa.ColumnElement[bool]
    is_stopped: Any = None

    def of_campaign(self, campaign_id: uuid.UUID, region_codes: frozenset[str]) -> sa.Select[Any]:
        """Those that stand, the oldest first; of these regions, if any is named."""
        chosen = self._standing().where(self.model.campaign_id == campaign_id).order_by(self.model.id)
        return chosen.where(self.lies_in(sorted(region_codes))) if region_codes else chosen

    def of_id(self, key: uuid.UUID) -> sa.Select[Any]:
        """That one, if it stands."""
        return self._standing().where(self.model.id == key)

    def _standing(self) -> sa.Select[Any]:
        columns = (
            self.model.id,
            self.person.name,
            self.person.email,
            self.model.locale,
            self.model.email_key,
            sa.false() if self.is_stopped is None else self.is_stopped,
        )
        return sa.select(*columns).select_from(self.model).join(self.person, self.joined).where(self.stands)

    def mailboxes(self, campaign_id: uuid.UUID) -> sa.Select[uuid.UUID, str]:
        """From which mailbox each act of a campaign came, whatever became of it since."""
        chosen = sa.select(self.model.id, self.model.email_key)
        return chosen.where(self.model.campaign_id == campaign_id, self.model.email_key != "")

    def lies_in(self, region_codes: Sequence[str]) -> sa.ColumnElement[bool]:
        """A riding may lie in two regions: whoever writes from there reads the news of both."""
        if self.model is not Message:
            return self.model.region_code.in_(region_codes)  # type: ignore[no-any-return]
        here = sa.or_(Riding.region_code.in_(region_codes), Riding.other_regions.any(Region.code.in_(region_codes)))
        return Message.riding.has(here)


_STOPPED = sa.exists().where(
    ReminderPace.organization_id == Cosignature.organization_id, ReminderPace.stopped_at.is_not(None)
)

GROUPS: dict[str, Group] = {
    one.name: one
    for one in (
        Group(
            name="cosignature",
            model=Cosignature,
            person=Signatory,
            joined=Signatory.cosignature_id == Cosignature.id,
            stands=Cosignature.state.in_(LIVE),
            is_stopped=_STOPPED.correlate(Cosignature),
        ),
        Group(
            name="endorsement",
            model=Endorsement,
            person=Endorser,
            joined=Endorser.endorsement_id == Endorsement.id,
            stands=Endorsement.state.in_(STANDING),
        ),
        Group(
            name="message",
            model=Message,
            person=Supporter,
            joined=Supporter.message_id == Message.id,
            stands=Message.state.in_(CONFIRMED_MESSAGES),
        ),
    )
}
