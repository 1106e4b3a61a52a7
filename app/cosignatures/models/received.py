"""What staff write down about a cosignature: how it was received, the board's resolution, what was corrected."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.consents.models import Channel
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.cosignatures.models.states import Actor


class ChangedField(StrEnum):
    """What can be corrected in a cosignature."""

    NAME = "shown_name"
    REGION = "region_code"
    CITY = "city"
    PERSON = "person"
    TITLE = "title"
    AUTHORITY = "authority"


OF_THE_PERSON = frozenset({ChangedField.PERSON, ChangedField.TITLE})


class Reception(Model):
    """The signature did not come through the site: somebody of the staff received it, and wrote it down."""

    __tablename__ = "cosignature_receptions"
    __table_args__ = (
        CheckConstraint("channel IN ('phone', 'paper', 'fax', 'assembly')", name="channel_of_staff"),
        CheckConstraint("received_by <> ''", name="somebody_received_it"),
    )

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[Channel] = mapped_column(text_enum(Channel))
    received_by: Mapped[str]
    received_on: Mapped[date]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    entered_at: Mapped[datetime]


class BoardResolution(Model):
    """The highest authority of all: the board decided on that day, perhaps under that number."""

    __tablename__ = "board_resolutions"

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    resolved_on: Mapped[date]
    number: Mapped[str]  # empty: the board does not number its resolutions
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    noted_at: Mapped[datetime]


class CosignatureChange(Model):
    """What was corrected: before, after, when, and by whom."""

    __tablename__ = "cosignature_changes"
    __table_args__ = (
        one_of("field", ChangedField),
        one_of("actor", Actor),
        CheckConstraint("(actor = 'staff') = (account_id IS NOT NULL)", name="staff_has_an_account"),
        Index(None, "cosignature_id", "changed_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cosignatures.id", ondelete="CASCADE"))
    field: Mapped[ChangedField] = mapped_column(text_enum(ChangedField))
    before: Mapped[str]
    after: Mapped[str]
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))
    changed_at: Mapped[datetime]
