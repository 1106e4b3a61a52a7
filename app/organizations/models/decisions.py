"""What people decided about two entries: they are one organization, or they are not."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.core.database import Model, uuid_pk
from app.organizations.models.organization import Organization

_STANDS = "undone_at IS NULL"


class Distinction(Model):
    """« Ce n’est pas le même »: never proposed again. The lower id first, so that a pair stands once."""

    __tablename__ = "organization_distinctions"
    __table_args__ = (CheckConstraint("one_id < other_id", name="lower_id_first"), Index(None, "other_id"))

    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    decided_at: Mapped[datetime]


class Merge(Model):
    """« C’est le même »: one entry stays, the other is archived. Everything that it changed is in `before`.

    An entry is merged at most once at a time: of two that decide at the same instant, the database refuses one.
    """

    __tablename__ = "organization_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two_entries"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        Index(
            "uq_organization_merges_standing",
            "merged_id",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
        Index(None, "kept_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    kept_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id))
    merged_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    merged_at: Mapped[datetime]
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))
    undone_at: Mapped[datetime | None]

    def undo(self, *, at: datetime, by: uuid.UUID) -> None:
        self.undone_at, self.undone_by_id = at, by
