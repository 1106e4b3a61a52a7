"""What an account proves itself with besides its password."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models.account import Account
from app.core.database import Model, uuid_pk


class Authenticator(Model):
    """An application that shows a new six-digit code every thirty seconds."""

    __tablename__ = "authenticators"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    name: Mapped[str]
    secret: Mapped[str]  # encrypted; shown while it is being set up, never again
    last_step: Mapped[int]  # of the last code that was accepted: neither it nor an older one is accepted again
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def accept(self, step: int, *, at: datetime) -> None:
        """Its code opened the door. Raises ValueError for one that did already."""
        if step <= self.last_step:
            raise ValueError("the code of this step, or of a later one, was accepted already")
        self.last_step, self.used_at = step, at


class Passkey(Model):
    """A key kept by a device or by a password manager; what is kept here opens nothing."""

    __tablename__ = "passkeys"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)  # 32 bits without a sign
    transports: Mapped[list[str]] = mapped_column(JSON)
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def accept(self, sign_count: int, *, at: datetime) -> None:
        """It opened the door."""
        self.sign_count, self.used_at = sign_count, at


class RecoveryCode(Model):
    """One of ten codes on paper, for the day when the phone is lost. Good once, and hashed like a password."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        Index(None, "account_id"),
        CheckConstraint("used_at IS NULL OR used_at >= made_at", name="used_after_it_is_made"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    hashed: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
