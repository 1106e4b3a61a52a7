"""Where a cosignature comes from, when it was answered in a form that was not ours; and many validated in one act."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, uuid_pk
from app.imports.models import Import
from app.organizations.models import Organization
from app.territory.models import Region


class ImportedAnswer(Model):
    """The line of a file, who brought it in and when, and what a person should look at before validating."""

    __tablename__ = "imported_answers"
    __table_args__ = (Index(None, "import_id"),)

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Import.id))
    line: Mapped[int]
    reasons: Mapped[list[list[str]]] = mapped_column(JSON)  # a code, and what it is about
    # Validated one at a time only: the program or a person doubted it.
    needs_look: Mapped[bool] = mapped_column(default=True, server_default=sa.true())


class KeptApart(Model):
    """An answer that a person said is another organization than that one. A Distinction, once both are known.

    The other is an entry of the register, or an answer whose organization is not there yet.
    """

    __tablename__ = "answers_kept_apart"
    __table_args__ = (
        CheckConstraint("(organization_id IS NULL) <> (other_id IS NULL)", name="one_other"),
        Index(None, "cosignature_id"),
        Index(None, "other_id"),
        Index(None, "organization_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cosignatures.id", ondelete="CASCADE"))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    other_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cosignatures.id", ondelete="CASCADE"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))


class GroupValidation(Model):
    """Imported answers that a person validated in one act, without opening each of them."""

    __tablename__ = "group_validations"
    __table_args__ = (
        CheckConstraint("validated > 0", name="validated_some"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        Index(None, "campaign_id", "validated_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    region_code: Mapped[str | None] = mapped_column(ForeignKey(Region.code))  # None: all those of the account
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Import.id, ondelete="SET NULL"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    validated: Mapped[int]
    left: Mapped[int]  # whose organization has signed otherwise
    validated_at: Mapped[datetime]
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))
    undone_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
    region: Mapped[Region | None] = relationship()

    def undo(self, *, at: datetime, by: uuid.UUID) -> None:
        self.undone_at, self.undone_by_id = at, by


class ValidatedTogether(Model):
    """One of them, for which organization, and whether its signatory was told."""

    __tablename__ = "validated_together"
    __table_args__ = (Index(None, "cosignature_id"), Index(None, "is_told", "group_id"))

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(GroupValidation.id, ondelete="CASCADE"), primary_key=True)
    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    is_told: Mapped[bool] = mapped_column(default=False)
