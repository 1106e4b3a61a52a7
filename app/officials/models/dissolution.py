"""The Assembly is dissolved: one act ends every mandate that goes with it, and can be taken back."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.core.database import Model, uuid_pk

_STANDS = text("undone_at IS NULL")


class Dissolution(Model):
    """One dissolution, as staff told it. `undone_at`: it was a mistake."""

    __tablename__ = "dissolutions"
    __table_args__ = (
        Index("uq_dissolutions_once", "dissolved_on", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    dissolved_on: Mapped[date]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    told_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    @property
    def audit_key(self) -> str:
        return f"dissolution:{self.id}"
