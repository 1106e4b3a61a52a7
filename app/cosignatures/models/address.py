"""Another e-mail address for a signatory: asked for, proved, and perhaps taken back by whoever reads the former one."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, uuid_pk

WAITING_SQL = "taken_at IS NULL AND ended_at IS NULL"


class AddressChange(Model):
    """Asked for with the link of the former address, taken once the new one is proved. It goes with the person."""

    __tablename__ = "address_changes"
    __table_args__ = (
        CheckConstraint("taken_at IS NULL OR taken_at >= asked_at", name="taken_after_it_is_asked"),
        Index(
            "uq_address_changes_waiting",
            "cosignature_id",
            unique=True,
            sqlite_where=text(WAITING_SQL),
            postgresql_where=text(WAITING_SQL),
        ),
        Index(None, "asked_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signatories.cosignature_id", ondelete="CASCADE"))
    email: Mapped[str]
    former_email: Mapped[str]
    asked_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]  # whoever reads the new address pressed the button
    ended_at: Mapped[datetime | None]  # refused, or asked for anew

    @property
    def waits(self) -> bool:
        return self.taken_at is None and self.ended_at is None

    def take(self, *, at: datetime) -> None:
        self.taken_at = max(at, self.asked_at)

    def end(self, *, at: datetime) -> None:
        self.ended_at = self.ended_at or at
