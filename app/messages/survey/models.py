"""Who was asked whether an answer came, and what came of each official. The words are apart, and go with the person."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, one_of, text_enum, uuid_pk
from app.messages.models import Message, MessageRecipient, Supporter


class Reply(StrEnum):
    """What an official answered to somebody who wrote."""

    NONE = "none"
    SUPPORTS = "supports"
    REFUSES = "refuses"
    ACKNOWLEDGEMENT = "acknowledgement"
    OTHER = "other"


class Survey(Model):
    """The author of a message was asked: once for each message, says the key."""

    __tablename__ = "message_surveys"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Message.id, ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]


class SurveyAnswer(Model):
    """What its author says of one official to whom the message went."""

    __tablename__ = "survey_answers"
    __table_args__ = (one_of("reply", Reply),)

    id: Mapped[uuid.UUID] = uuid_pk()
    recipient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(MessageRecipient.id, ondelete="CASCADE"), unique=True)
    reply: Mapped[Reply] = mapped_column(text_enum(Reply))
    answered_at: Mapped[datetime]
    act_id: Mapped[uuid.UUID | None]  # the gesture by which staff made a commitment of it

    recipient: Mapped[MessageRecipient] = relationship()
    words: Mapped[SurveyWords | None] = relationship(
        back_populates="answer", cascade="all, delete-orphan", uselist=False
    )


class SurveyWords(Model):
    """What was answered, in free words: private. The database destroys them with the person who passed them on."""

    __tablename__ = "survey_words"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)

    answer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(SurveyAnswer.id, ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Supporter.message_id, ondelete="CASCADE"), index=True)
    words: Mapped[str]
    written_at: Mapped[datetime]

    answer: Mapped[SurveyAnswer] = relationship(back_populates="words")
