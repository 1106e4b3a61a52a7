"""Whether those who signed one letter agree to the words of the next: asked, answered, never taken for granted."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.campaigns.models import Campaign, Letter
from app.core.database import Model, one_of, text_enum, uuid_pk


class Answer(StrEnum):
    AGREES = "agrees"
    KEEPS = "keeps"  # the signature stays under the letter that was signed


class Agreement(Model):
    """One signatory and one later letter: when the question was sent, and what was answered through the link.

    `letter_id`: the first version with those words. `read_id`: the exact version on the page of the answer. Without
    an answer nothing changes: silence is no agreement.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        one_of("answer", Answer),
        UniqueConstraint("cosignature_id", "letter_id"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_on_a_day"),
        CheckConstraint("(answer IS NULL) = (read_id IS NULL)", name="answered_what_was_read"),
        CheckConstraint("asked_again_at IS NULL OR asked_at IS NOT NULL", name="asked_before_again"),
        CheckConstraint("asked_at IS NOT NULL OR answer IS NOT NULL", name="says_something"),
        Index(None, "letter_id", "answer"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cosignatures.id", ondelete="CASCADE"))
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Letter.id))
    signed_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Letter.id))  # what it stood behind before
    read_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Letter.id))
    answer: Mapped[Answer | None] = mapped_column(text_enum(Answer))
    asked_at: Mapped[datetime | None]
    asked_again_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    def say(self, answer: Answer, letter: Letter, *, at: datetime) -> None:
        self.answer, self.read_id, self.answered_at = answer, letter.id, at


class AgreementRequest(Model):
    """One sending of the question, by staff: in which words, to how many, and who was left out."""

    __tablename__ = "agreement_requests"
    __table_args__ = (CheckConstraint("reached > 0", name="reached_somebody"), Index(None, "campaign_id", "sent_at"))

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Letter.id))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    is_again: Mapped[bool]
    words: Mapped[dict[str, list[str]]] = mapped_column(JSON)  # by language: the subject and the text, with blanks
    reached: Mapped[int]
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON)  # how many, by reason
    sent_at: Mapped[datetime]
