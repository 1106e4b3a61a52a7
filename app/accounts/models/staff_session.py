"""The sessions of the staff: each can be listed to its owner, and ended from anywhere."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.account import Account
from app.core.database import Model, uuid_pk

LONGEST_SESSION = timedelta(hours=12)


class StaffSession(Model):
    """One opening of the staff space in one browser, from sign-in to sign-out, twelve hours at most."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        Index(None, "account_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_it_starts"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="")  # its family: « Firefox, Windows »
    network: Mapped[str] = mapped_column(default="")  # shortened: « 203.0.113.0/24 »

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)  # the row is also read FOR UPDATE

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.started_at + LONGEST_SESSION

    def end(self, at: datetime) -> None:
        """Sign out; ending it twice changes nothing."""
        self.ended_at = self.ended_at or max(at, self.started_at)
