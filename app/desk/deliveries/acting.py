"""What staff do with mail: stop it, let it go, take it back, decide about what nobody knows. All of it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core import audit
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.deliveries import service as deliveries
from app.deliveries.errors import NoSuchDelivery, StoppedByOthers
from app.deliveries.models import Decision
from app.deliveries.service import Frozen, Released
from app.desk.deliveries import reach
from app.messages import service as messages
from app.officials.models import Official


class Act(StrEnum):
    """What is done to all the mails that a key covers."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Covered:
    """What an act would touch, told before it is done."""

    key: str
    waiting: int
    is_stopped: bool
    may_lift: bool  # false: whoever stopped it serves all regions, and the account does not
    campaign: Campaign | None = None
    official: str | None = None


def covered(account: Account, key: str) -> Covered:
    """Everything, one campaign, or one official. Raises NoSuchDelivery for what is not theirs to stop."""
    here = reach.of(account)
    here.check(key)
    official = _official(key)
    return Covered(
        key=key,
        waiting=deliveries.waiting(key),
        is_stopped=key in deliveries.stopped(),
        may_lift=deliveries.may_lift(key, is_local=not here.everything),
        campaign=here.campaigns.get(key.removeprefix(reach.GROUP)),
        official=official,
    )


def act(account: Account, key: str, what: Act, reason: str) -> int:
    """Do it, and keep who did and why. How many mails it was about. Raises NoSuchDelivery or StoppedByOthers."""
    with unit_of_work():
        told = covered(account, key)
        if what is not Act.CANCEL and not told.may_lift:
            raise StoppedByOthers
        number, is_local = told.waiting, not reach.of(account).everything
        if what is Act.PAUSE:
            deliveries.stop(key, reason, is_local=is_local)
        elif what is Act.RESUME:
            deliveries.resume(key, is_local=is_local)
        else:
            number = deliveries.cancel_all(key, reason=f"cancelled by {account.id}")
        audit.record(f"delivery.{_PAST[what]}", f"sending:{key}", by=account.id, reason=reason, mails=number)
    return number


@dataclass(frozen=True)
class Restored:
    """What a person is told before a restored database sends again."""

    known: Frozen
    letters: int
    others: int
    reads_log: bool


def restored(account: Account) -> Restored:
    """Raises NoSuchDelivery when nothing is in doubt, or when it is not theirs to let go."""
    known = deliveries.frozen()
    if known is None or not reach.of(account).everything:
        raise NoSuchDelivery
    letters, others = deliveries.in_question()
    return Restored(known, letters, others, reads_log=deliveries.reads_log())


def release(account: Account, *, nothing_left: bool, reason: str) -> Released:
    """Let a restored database send again. Raises NoSuchDelivery, or NotFrozen when a colleague was first."""
    if not reach.of(account).everything:
        raise NoSuchDelivery
    return deliveries.release_restored(nothing_left=nothing_left, reason=reason, by=account.id)


def decide(account: Account, ids: Collection[uuid.UUID], decision: Decision, reason: str) -> int:
    """The same decision about each of these, those left out that somebody has decided about since. How many."""
    keys = reach.of(account).group_keys
    return deliveries.decide_many(ids, decision, reason=reason, by=account.id, group_keys=keys)


def set_threshold(account: Account, slug: str, threshold: int | None) -> None:
    """From how many waiting messages on an official gets one mail a day. Raises NoSuchCampaign."""
    campaign = reach.campaign_of(account, slug)
    with unit_of_work():
        deliveries.set_rule(campaigns.mail_group(campaign.id), threshold)
        audit.record("delivery.digest_set", f"campaign:{campaign.id}", by=account.id, messages=threshold)


def after_election(account: Account, official_id: uuid.UUID, *, send: bool) -> int:
    """What waited because the Assembly was dissolved: send it to whoever sits again, or take it back.

    Raises NoSuchDelivery, and NobodyToWriteTo when that person does not sit any more.
    """
    if not reach.of(account).everything:
        raise NoSuchDelivery
    if send:
        return messages.resume_after_election(official_id, by=account.id)
    return messages.cancel_after_election(official_id, by=account.id)


_PAST = {Act.PAUSE: "stopped", Act.RESUME: "resumed", Act.CANCEL: "cancelled"}


def _official(key: str) -> str | None:
    """The name of the official of a stop. Raises NoSuchDelivery for one that is unknown."""
    if not key.startswith(reach.PACE):
        return None
    number = reach.official_id(key.removeprefix(reach.PACE))
    name = db.session.scalar(sa.select(Official.name).where(Official.id == number)) if number else None
    if name is None:
        raise NoSuchDelivery
    return name
