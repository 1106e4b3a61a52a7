"""What staff keep in mind about an organization during one campaign: notes, and the day of the next call."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, uuid_pk
from app.organizations.models import Organization

_PLANNED = "next_call_on IS NOT NULL"


class FollowUp(Model):
    """When to call next. One row per campaign and organization, from the first note or the first planned call."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        Index(
            "ix_follow_ups_planned",
            "campaign_id",
            "next_call_on",
            sqlite_where=text(_PLANNED),
            postgresql_where=text(_PLANNED),
        ),
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id), primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    next_call_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()


class FollowUpNote(Model):
    """A few words for the colleagues: dated, signed, never shown outside of the staff. Lines are only added."""

    __tablename__ = "follow_up_notes"
    __table_args__ = (
        CheckConstraint("body <> ''", name="says_something"),
        Index(None, "campaign_id", "organization_id", "written_at"),
        Index(None, "organization_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    body: Mapped[str]
    written_at: Mapped[datetime]
