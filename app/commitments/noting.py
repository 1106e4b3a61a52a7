"""Staff note where officials stand, one or many at once, and take back what they noted.

Nobody writes over somebody else: whoever notes says what they had read of each official, and those of whom something
was noted meanwhile are left as they are, and told.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.orm import aliased

from app.accounts.models import COMMITMENTS, Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.commitments.errors import NoSuchAct, NoSuchOfficial
from app.commitments.finding import reached_by
from app.commitments.models import Commitment, Source, Stance
from app.commitments.standing import standing
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, insert_into
from app.core.plain_text import many_lines, one_line
from app.core.unit_of_work import unit_of_work


@dataclass(frozen=True, kw_only=True)
class Said:
    """What staff say of an official, or of several. `on` and `source`: of a stance that is known.

    `note` None: the note that each has stays.
    """

    stance: Stance
    on: date | None = None
    source: Source | None = None
    link: str = ""
    sentence: str = ""
    note: str | None = None
    is_public: bool = True

    def values(self) -> dict[str, Any]:
        """As they are kept: of somebody of whom nothing is known, only the note of the staff."""
        is_known = self.stance is not Stance.UNKNOWN
        return {
            "stance": self.stance,
            "said_on": self.on if is_known else None,
            "source": self.source if is_known else None,
            "link": one_line(self.link) if is_known else "",
            "sentence": one_line(self.sentence) if is_known else "",
            "note": many_lines(self.note or ""),
            "is_public": self.is_public,
        }


@dataclass(frozen=True)
class Outcome:
    """What one gesture did: `missed` are those of whom somebody else noted something since they were read."""

    act_id: uuid.UUID
    noted: list[uuid.UUID] = field(default_factory=list)
    missed: list[uuid.UUID] = field(default_factory=list)


def note(campaign: Campaign, seen: Mapping[uuid.UUID, int], said: Said, *, by: Account) -> Outcome:
    """Note the same of these officials. `seen`: of each, the number of what was read, 0 for nothing.

    Raises NoSuchOfficial for somebody whom the account does not reach, and then nothing is noted.
    """
    _check_reach(campaign, seen, by)
    with unit_of_work():
        present = standing(campaign.id, seen)
        values = said.values()
        wanted = {
            official_id: values | _note_that_stays(present.get(official_id), said)
            for official_id, revision in seen.items()
            if _revision(present.get(official_id)) == revision
        }
        outcome = _add(campaign, wanted, present, by=by)
        missed = [official_id for official_id in seen if official_id not in outcome.noted]
        if outcome.noted:
            _tell(campaign, "commitment.noted", outcome, by=by, stance=said.stance.value)
    return Outcome(outcome.act_id, outcome.noted, missed)


def undo(campaign: Campaign, act_id: uuid.UUID, *, by: Account) -> Outcome:
    """Each official of the gesture stands again where they stood before it, in a line of its own.

    Those of whom something was noted since are left as they are. Raises NoSuchAct.
    """
    with unit_of_work():
        lines = _of_act(campaign, act_id, by)
        present = standing(campaign.id, [line.official_id for line in lines])
        before = _before(act_id)
        wanted = {
            line.official_id: before.get(line.official_id, _NOTHING)
            for line in lines
            if present[line.official_id].id == line.id
        }
        outcome = _add(campaign, wanted, present, by=by)
        if outcome.noted:
            _tell(campaign, "commitment.undone", outcome, by=by)
    missed = [line.official_id for line in lines if line.official_id not in outcome.noted]
    return Outcome(outcome.act_id, outcome.noted, missed)


def can_undo(campaign: Campaign, act_id: uuid.UUID, *, by: Account) -> int:
    """Of how many officials the gesture is still what was noted last."""
    try:
        lines = _of_act(campaign, act_id, by)
    except NoSuchAct:
        return 0
    present = standing(campaign.id, [line.official_id for line in lines])
    return sum(present[line.official_id].id == line.id for line in lines)


_NOTHING = Said(stance=Stance.UNKNOWN).values()
_KEPT = tuple(_NOTHING)


def _add(
    campaign: Campaign,
    wanted: Mapping[uuid.UUID, dict[str, Any]],
    present: Mapping[uuid.UUID, Commitment],
    *,
    by: Account,
) -> Outcome:
    """Within a unit of work. The database decides between two who note at the same instant."""
    act_id, at = uuid_utils.compat.uuid7(), now()
    if not wanted:
        return Outcome(act_id)
    rows = [
        {
            "campaign_id": campaign.id, "official_id": official_id,
            "revision": _revision(present.get(official_id)) + 1, "act_id": act_id, "account_id": by.id,
            "noted_at": at, **values,
        }
        for official_id, values in sorted(wanted.items())  # one order for all: no deadlock
    ]  # fmt: skip
    statement = (
        insert_into(Commitment)
        .values(rows)
        .on_conflict_do_nothing(index_elements=[Commitment.campaign_id, Commitment.official_id, Commitment.revision])
    )
    kept = set(db.session.scalars(statement.returning(Commitment.official_id)))
    return Outcome(act_id, [official_id for official_id in wanted if official_id in kept])


def _tell(campaign: Campaign, act: str, outcome: Outcome, *, by: Account, **details: Any) -> None:
    renderings.touch(campaign.page_key)
    audit.record(act, f"commitment:{outcome.act_id}", by=by.id, campaign=campaign.slug, officials=len(outcome.noted),
                 **details)  # fmt: skip


def _check_reach(campaign: Campaign, official_ids: Mapping[uuid.UUID, int], by: Account) -> None:
    reached = reached_by(campaigns.scope(by, campaign, COMMITMENTS))
    if not official_ids or any(official_id not in reached for official_id in official_ids):
        raise NoSuchOfficial


def _of_act(campaign: Campaign, act_id: uuid.UUID, by: Account) -> Sequence[Commitment]:
    """What was noted in that gesture, of those whom the account reaches."""
    found = db.session.scalars(
        sa.select(Commitment).where(Commitment.campaign_id == campaign.id, Commitment.act_id == act_id)
    ).all()
    reached = reached_by(campaigns.scope(by, campaign, COMMITMENTS))
    lines = [line for line in found if line.official_id in reached]
    if not lines:
        raise NoSuchAct
    return lines


def _before(act_id: uuid.UUID) -> dict[uuid.UUID, dict[str, Any]]:
    """What each line of the gesture was noted over."""
    over = aliased(Commitment)
    found = db.session.scalars(
        sa.select(Commitment)
        .join(over, sa.and_(
            over.campaign_id == Commitment.campaign_id,
            over.official_id == Commitment.official_id,
            over.revision == Commitment.revision + 1,
        ))
        .where(over.act_id == act_id)
    )  # fmt: skip
    return {line.official_id: {name: getattr(line, name) for name in _KEPT} for line in found}


def _note_that_stays(present: Commitment | None, said: Said) -> dict[str, str]:
    return {"note": present.note} if present is not None and said.note is None else {}


def _revision(present: Commitment | None) -> int:
    return present.revision if present else 0
