"""Signatories of an earlier letter are asked whether they agree to the present one: each once, and once more at most.

Like every reminder: at most one a week for each organization, never against its stop, behind every confirmation.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, Letter
from app.campaigns.models import State as CampaignState
from app.core import audit
from app.core.clock import now
from app.core.database import db, insert_into, locked
from app.core.unit_of_work import unit_of_work
from app.cosignatures.agreements.agreeing import ANSWERABLE, first_version
from app.cosignatures.agreements.mails import Asked, Mail, write
from app.cosignatures.errors import LetterChanged, NobodyToRemind
from app.cosignatures.models import LIVE, Agreement, AgreementRequest, Cosignature, ReminderPace
from app.cosignatures.reminders.audiences import ONE_A_WEEK
from app.cosignatures.reminders.mails import Words
from app.cosignatures.reminders.reminding import claim


class LeftOut(StrEnum):
    """Why somebody who signed an earlier letter is not written to."""

    ANSWERED = "answered"
    ASKED = "asked"  # and has not answered: may be asked once more
    ASKED_TWICE = "asked_twice"
    NOT_ASKED = "not_asked"  # of those who are asked again, whoever never was
    STOPPED = "stopped"
    THIS_WEEK = "this_week"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One sending, as staff ask for it. `id`: made with the preview."""

    id: uuid.UUID
    words: Mapping[str, Words]  # by language
    is_again: bool = False


@dataclass(frozen=True)
class Audience:
    """Who would be asked, in French order, and how many would not, by reason."""

    reached: list[Asked] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def speaking(self, locale: str) -> int:
        return sum(one.locale == locale for one in self.reached)


def audience(campaign: Campaign, *, is_again: bool) -> Audience:
    """Everybody whose live cosignature stands behind other words than the present ones. Two queries."""
    present = campaigns.current_letter(campaign)
    rows = db.session.execute(
        sa.select(Cosignature, Agreement, Letter)
        .join(Letter, Letter.id == Cosignature.letter_id)
        .outerjoin(
            Agreement,
            sa.and_(Agreement.cosignature_id == Cosignature.id, Agreement.letter_id == first_version(present)),
        )
        .where(Cosignature.campaign_id == campaign.id, Cosignature.state.in_(LIVE), Letter.says < present.says)
        .options(joinedload(Cosignature.signatory))
        .order_by(Cosignature.sort_key, Cosignature.id)
    ).all()
    paces = _paces([one.organization_id for one, _agreement, _letter in rows if one.organization_id])
    found = Audience()
    for one, agreement, letter in rows:
        to = Asked.of(one, letter)
        reason = _why_not(agreement, paces.get(one.organization_id), to, is_again=is_again)
        if reason is not None:
            found.left_out[reason] += 1
        elif to is not None:
            found.reached.append(to)
    return found


def preview(campaign: Campaign, request: Request, found: Audience) -> list[Mail]:
    """The mail that the first one of each language would get."""
    first = {one.locale: one for one in reversed(found.reached)}
    asked = first_version(campaigns.current_letter(campaign))
    return [write(campaign, request.id, asked, request.words, first[one]) for one in ("fr", "en") if one in first]


def send(campaign: Campaign, request: Request, *, by: Account) -> AgreementRequest:
    """Ask everybody whom nothing stands against. The same request again changes nothing.

    Raises NobodyToRemind, LetterChanged when the words changed since the preview was made.
    """
    before = _sent_before(request, by)
    if before is not None:
        return before
    found = audience(campaign, is_again=request.is_again)
    asked = first_version(campaigns.current_letter(campaign))
    mails = {one.organization_id: write(campaign, request.id, asked, request.words, one) for one in found.reached}
    try:
        with unit_of_work():
            held = locked(Campaign, campaign.id)
            if held is None or held.state not in ANSWERABLE:
                raise NobodyToRemind
            if first_version(campaigns.current_letter(held)) != asked:
                raise LetterChanged
            claimed = sorted(claim(sorted(mails)))
            if not claimed:
                raise NobodyToRemind
            sent = _request(held, asked, request, found, len(claimed), by)
            db.session.add(sent)
            _note([mails[one].to for one in claimed], asked, is_again=request.is_again)
            for organization_id in claimed:
                mails[organization_id].send()
            audit.record("agreement.asked", held.page_key, by=by.id, request=str(request.id), reached=len(claimed))
    except IntegrityError:  # the same button, pressed twice at the same instant
        before = _sent_before(request, by)
        if before is None:
            raise
        return before
    return sent


def sent(campaign: Campaign, *, limit: int = 20) -> list[tuple[AgreementRequest, str]]:
    """What was asked, the latest first, and by whom."""
    found = sa.select(AgreementRequest, Account.name).join(Account, Account.id == AgreementRequest.account_id)
    latest = found.where(AgreementRequest.campaign_id == campaign.id).order_by(AgreementRequest.sent_at.desc())
    return [(one, name) for one, name in db.session.execute(latest.limit(limit))]


def why_a_question_must_not_leave(guard_key: str) -> str | None:
    """Asked by deliveries just before `agreement:<cosignature>:<letter>` leaves: is there still something to answer?"""
    _, key, letter_key = guard_key.split(":")
    cosignature = db.session.get(Cosignature, uuid.UUID(key), populate_existing=True)
    letter = db.session.get(Letter, uuid.UUID(letter_key))
    if cosignature is None or letter is None or not cosignature.is_live:
        return "gone"
    if cosignature.campaign.state is CampaignState.ARCHIVED:
        return "campaign_closed"
    if campaigns.current_letter(cosignature.campaign).says != letter.says:
        return "another_letter"
    answered = sa.select(Agreement.answer).where(
        Agreement.cosignature_id == cosignature.id, Agreement.letter_id == letter.id
    )
    if cosignature.letter.says >= letter.says or db.session.scalar(answered) is not None:
        return "answered"
    pace = db.session.get(ReminderPace, cosignature.organization_id, populate_existing=True)
    return "stopped" if pace is not None and pace.stopped_at is not None else None


def _why_not(
    agreement: Agreement | None, pace: ReminderPace | None, to: Asked | None, *, is_again: bool
) -> LeftOut | None:
    if agreement is not None and agreement.answer is not None:
        return LeftOut.ANSWERED
    was_asked = agreement is not None and agreement.asked_at is not None
    if agreement is not None and agreement.asked_again_at is not None:
        return LeftOut.ASKED_TWICE
    if was_asked is not is_again:
        return LeftOut.NOT_ASKED if is_again else LeftOut.ASKED
    if to is None:
        return LeftOut.NO_ADDRESS
    if pace is not None and pace.stopped_at is not None:
        return LeftOut.STOPPED
    is_recent = pace is not None and pace.reminded_at is not None and pace.reminded_at > now() - ONE_A_WEEK
    return LeftOut.THIS_WEEK if is_recent else None


def _paces(organization_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID | None, ReminderPace]:
    found: dict[uuid.UUID | None, ReminderPace] = {}
    for start in range(0, len(organization_ids), 1000):
        some = organization_ids[start : start + 1000]
        paces = db.session.scalars(sa.select(ReminderPace).where(ReminderPace.organization_id.in_(some)))
        found |= {pace.organization_id: pace for pace in paces}
    return found


def _note(to: Sequence[Asked], letter_id: uuid.UUID, *, is_again: bool) -> None:
    """Within a unit of work: when each of them was asked."""
    column = "asked_again_at" if is_again else "asked_at"
    for start in range(0, len(to), 1000):
        rows = [
            {"id": uuid_utils.compat.uuid7(), "cosignature_id": one.cosignature_id, "letter_id": letter_id,
             "signed_id": one.signed_id, "asked_at": now()}
            for one in to[start : start + 1000]
        ]  # fmt: skip
        statement = insert_into(Agreement).values(rows)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[Agreement.cosignature_id, Agreement.letter_id], set_={column: now()}
            )
        )


def _sent_before(request: Request, by: Account) -> AgreementRequest | None:
    found = db.session.get(AgreementRequest, request.id, populate_existing=True)
    return found if found is not None and found.account_id == by.id else None


def _request(
    campaign: Campaign, letter_id: uuid.UUID, request: Request, found: Audience, reached: int, by: Account
) -> AgreementRequest:
    left_out: dict[str, Any] = {reason.value: number for reason, number in found.left_out.items()}
    missed = len(found.reached) - reached  # somebody else reminded them while this one was being written
    if missed:
        left_out[LeftOut.THIS_WEEK.value] = left_out.get(LeftOut.THIS_WEEK.value, 0) + missed
    return AgreementRequest(
        id=request.id,
        campaign_id=campaign.id,
        letter_id=letter_id,
        account_id=by.id,
        is_again=request.is_again,
        words={locale: [words.subject, words.body] for locale, words in request.words.items()},
        reached=reached,
        left_out=left_out,
        sent_at=now(),
    )
