"""What staff read of the answers: totals by official, each answer without whose it is; and what they make of it."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import COMMITMENTS, Account
from app.campaigns.models import Campaign
from app.commitments import service as commitments
from app.commitments.models import Source, Stance
from app.commitments.service import Line, Outcome, Said
from app.core.clock import local
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.messages.errors import NoSuchMessage
from app.messages.models import MessageRecipient
from app.messages.survey.models import Reply, Survey, SurveyAnswer

MOST_READ = 200


@dataclass(frozen=True)
class Replies:
    """How many answered what, of one official."""

    line: Line
    counts: Counter[Reply]


@dataclass(frozen=True)
class Totals:
    """What the page of the answers shows."""

    campaign: Campaign
    asked: int
    answered: int
    of_each: Sequence[Replies]


def totals(account: Account, slug: str) -> Totals:
    """Of each official whom the account may look at and of whom something was said. Raises NoSuchCampaign."""
    roll = commitments.roll_of_staff(account, slug, commitments.Filter())
    campaign, counted = roll.campaign, _counted(roll.campaign)
    lines = [line for line in roll.everybody if line.official and line.official.id in counted]
    of_each = [Replies(line, counted[line.mandates[0].official_id]) for line in lines]
    asked = sa.select(sa.func.count(sa.distinct(Survey.message_id))).join(
        MessageRecipient, MessageRecipient.message_id == Survey.message_id
    )
    mine = [line.mandates[0].official_id for line in roll.everybody if line.official]
    answered = asked.join(SurveyAnswer, SurveyAnswer.recipient_id == MessageRecipient.id)
    reached = (MessageRecipient.campaign_id == campaign.id, MessageRecipient.official_id.in_(mine))
    return Totals(
        campaign,
        db.session.scalar(asked.where(*reached)) or 0,
        db.session.scalar(answered.where(*reached)) or 0,
        sorted(of_each, key=lambda replies: -replies.counts.total()),
    )


def replies_of(campaign: Campaign, official_id: uuid.UUID) -> Sequence[SurveyAnswer]:
    """The answers that say more than « none », the last first. Nobody who wrote is named."""
    return db.session.scalars(
        sa.select(SurveyAnswer)
        .join(SurveyAnswer.recipient)
        .where(*_of(campaign, official_id), SurveyAnswer.reply != Reply.NONE)
        .order_by(SurveyAnswer.answered_at.desc(), SurveyAnswer.id.desc())
        .limit(MOST_READ)
        .options(joinedload(SurveyAnswer.words))
    ).all()


def make_commitment(
    campaign: Campaign, official_id: uuid.UUID, answer_id: uuid.UUID, stance: Stance, *, seen: int, by: Account
) -> Outcome:
    """An answer becomes the commitment of the official, public, said on the day on which it was passed on.

    Raises NoSuchMessage, NoSuchOfficial.
    """
    commitments.line_of(by, campaign, official_id, COMMITMENTS)
    with unit_of_work():
        answer = locked(SurveyAnswer, answer_id)
        if answer is None or answer.reply is Reply.NONE or not _is_of(answer, campaign, official_id):
            raise NoSuchMessage
        said = Said(stance=stance, on=local(answer.answered_at).date(), source=Source.SURVEY)
        outcome = commitments.note(campaign, {official_id: seen}, said, by=by)
        if outcome.noted:
            answer.act_id = outcome.act_id
    return outcome


def _counted(campaign: Campaign) -> Mapping[uuid.UUID, Counter[Reply]]:
    found: defaultdict[uuid.UUID, Counter[Reply]] = defaultdict(Counter)
    rows = db.session.execute(
        sa.select(MessageRecipient.official_id, SurveyAnswer.reply, sa.func.count())
        .join(MessageRecipient, MessageRecipient.id == SurveyAnswer.recipient_id)
        .where(MessageRecipient.campaign_id == campaign.id)
        .group_by(MessageRecipient.official_id, SurveyAnswer.reply)
    )
    for official_id, reply, number in rows:
        found[official_id][reply] = number
    return found


def _of(campaign: Campaign, official_id: uuid.UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return MessageRecipient.campaign_id == campaign.id, MessageRecipient.official_id == official_id


def _is_of(answer: SurveyAnswer, campaign: Campaign, official_id: uuid.UUID) -> bool:
    recipient = db.session.get_one(MessageRecipient, answer.recipient_id)
    return (recipient.campaign_id, recipient.official_id) == (campaign.id, official_id)
