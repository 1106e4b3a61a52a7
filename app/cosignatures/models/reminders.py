"""Reminders: each sending, whom it reached, and the pace that an organization is kept to."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.organizations.models import Organization
from app.territory.models import Region


class ReminderKind(StrEnum):
    """Whom a reminder is for."""

    UNSIGNED = "unsigned"  # organizations of the register that have not signed
    FORMER = "former"  # those who signed an earlier campaign and asked for news
    UNCONFIRMED = "unconfirmed"  # signatories that have not opened their link
    BOARD = "board"  # signatories whose board was to decide by now


class Reminder(Model):
    """One sending, by staff or by the program: what was said, when, to how many, and who was left out."""

    __tablename__ = "reminders"
    __table_args__ = (
        one_of("kind", ReminderKind),
        CheckConstraint("reached > 0", name="reached_somebody"),
        CheckConstraint("(kind = 'former') = (earlier_campaign_id IS NOT NULL)", name="former_names_a_campaign"),
        Index(None, "campaign_id", "region_code", "sent_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    kind: Mapped[ReminderKind] = mapped_column(text_enum(ReminderKind))
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    earlier_campaign_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Campaign.id))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # None: the program
    subject: Mapped[str]
    body: Mapped[str]  # as staff wrote it, with its blanks; empty for those of the program
    subject_en: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # only to signatories: the language is theirs
    body_en: Mapped[str] = mapped_column(default="", server_default="")
    reached: Mapped[int]
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON)  # how many, by reason
    sent_at: Mapped[datetime]

    region: Mapped[Region] = relationship()


class Reminded(Model):
    """One organization or one signatory that a reminder was written to. The key refuses the second one."""

    __tablename__ = "reminded"
    __table_args__ = (
        CheckConstraint("(organization_id IS NULL) <> (cosignature_id IS NULL)", name="somebody"),
        Index(None, "reminder_id"),
        Index(None, "organization_id"),
        Index(None, "cosignature_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    reminder_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Reminder.id, ondelete="CASCADE"))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    cosignature_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cosignatures.id", ondelete="CASCADE"))
    dedupe_key: Mapped[str] = mapped_column(unique=True)


class ReminderPace(Model):
    """When an organization was last reminded of anything, and whether it asked that nobody does."""

    __tablename__ = "reminder_paces"
    __table_args__ = (CheckConstraint("reminded_at IS NOT NULL OR stopped_at IS NOT NULL", name="says_something"),)

    organization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True
    )
    reminded_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
