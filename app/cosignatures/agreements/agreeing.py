"""A signatory answers whether the organization stands behind the new letter too. Only the button says yes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.campaigns import service as campaigns
from app.campaigns.errors import CampaignClosed
from app.campaigns.models import Campaign, Letter
from app.campaigns.models import State as CampaignState
from app.core import audit, renderings
from app.core.clock import now
from app.core.database import db, locked
from app.core.unit_of_work import unit_of_work
from app.cosignatures.errors import AlreadyWithdrawn, LetterChanged
from app.cosignatures.managing import touch_public_pages
from app.cosignatures.models import Agreement, Answer, Cosignature

ANSWERABLE = (CampaignState.OPEN, CampaignState.CLOSED)


@dataclass(frozen=True)
class Question:
    """What was signed, what the letter says now, and what was answered so far."""

    cosignature: Cosignature
    signed: Letter
    present: Letter
    agreement: Agreement | None

    @property
    def is_open(self) -> bool:
        """Whether there is anything to answer: the letter says something else, or an answer can be changed."""
        return (self.signed.says < self.present.says or self.agreement is not None) and self.cosignature.is_live

    @property
    def answer(self) -> Answer | None:
        return self.agreement.answer if self.agreement else None

    @property
    def before(self) -> Letter:
        """The letter that stood there before the one that is asked about."""
        if self.agreement is not None and self.signed.says == self.present.says:
            return db.session.get_one(Letter, self.agreement.signed_id)
        return self.signed


def question(cosignature: Cosignature) -> Question:
    """As it stands now; changes nothing."""
    present = campaigns.current_letter(cosignature.campaign)
    signed = db.session.get_one(Letter, cosignature.letter_id)
    return Question(cosignature, signed, present, agreement_of(cosignature.id, first_version(present)))


def answer(cosignature_id: uuid.UUID, said: Answer, *, read: uuid.UUID | None) -> Answer:
    """Write down what was answered about the version that was on the page. Saying it again changes nothing.

    Raises LetterChanged when the words changed since, AlreadyWithdrawn, CampaignClosed once it is archived.
    """
    with unit_of_work():
        cosignature = _held(cosignature_id)
        if cosignature is None or not cosignature.is_live:
            raise AlreadyWithdrawn
        if cosignature.campaign.state not in ANSWERABLE:
            raise CampaignClosed(campaign=cosignature.campaign)
        asked = question(cosignature)
        if not asked.is_open or read != asked.present.id:
            raise LetterChanged
        if asked.answer is said:
            return said
        agreement = asked.agreement or _new(cosignature, asked.present)
        was_public = cosignature.is_public
        agreement.say(said, asked.present, at=now())
        db.session.add(agreement)
        cosignature.stand_behind(asked.present if said is Answer.AGREES else _letter(agreement.signed_id))
        key = f"cosignature:{cosignature.id}"
        audit.record(f"cosignature.{said.value}", key, letter=asked.present.number)
        if was_public or cosignature.is_public:
            touch_public_pages(cosignature)
    return said


def first_version(letter: Letter) -> uuid.UUID:
    """Of the versions that say the same, the first: the question is about words, not about spelling."""
    if letter.says == letter.number:
        return letter.id
    same = sa.select(Letter.id).where(Letter.campaign_id == letter.campaign_id, Letter.number == letter.says)
    return db.session.scalars(same).one()


def agreement_of(cosignature_id: uuid.UUID, letter_id: uuid.UUID) -> Agreement | None:
    return db.session.scalar(
        sa.select(Agreement).where(Agreement.cosignature_id == cosignature_id, Agreement.letter_id == letter_id)
    )


def list_only_from(campaign: Campaign, number: int | None, *, by: uuid.UUID) -> None:
    """Staff decide who is on the list: everybody (None), or whoever stands behind that version or a later one."""
    with unit_of_work():
        held = locked(Campaign, campaign.id)
        if held is None or held.lists_from == number:
            return
        campaigns.list_from(held, number)
        behind = sa.select(Letter.id).where(Letter.campaign_id == held.id, Letter.says >= (number or 1))
        is_behind = Cosignature.letter_id.in_(behind)
        db.session.execute(
            sa.update(Cosignature)
            .where(Cosignature.campaign_id == held.id, Cosignature.is_listed != is_behind)
            .values(is_listed=is_behind)
            .execution_options(synchronize_session=False)
        )
        audit.record("campaign.listed", held.page_key, by=by, since=number)
        renderings.touch(held.page_key, renderings.FRONT)


def _held(cosignature_id: uuid.UUID) -> Cosignature | None:
    """With its campaign as it stands: who is on the list, or that it ended, may have been decided since.

    The campaign first, as whoever decides does; any number may answer at once.
    """
    known = db.session.get(Cosignature, cosignature_id)
    if known is not None:
        shared: Any = {"read": True}
        db.session.get(Campaign, known.campaign_id, with_for_update=shared, populate_existing=True)
    return locked(Cosignature, cosignature_id)


def _letter(letter_id: uuid.UUID) -> Letter:
    return db.session.get_one(Letter, letter_id)


def _new(cosignature: Cosignature, present: Letter) -> Agreement:
    return Agreement(cosignature_id=cosignature.id, letter_id=first_version(present), signed_id=cosignature.letter_id)
