"""What matters is written down: who did what to which object, when. Append-only, without personal data."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Model, db, uuid_pk


class AuditEntry(Model):
    """One act. `account_id` is None when the program or a link holder acted."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "object_key", "acted_at"), Index(None, "acted_at"))

    id: Mapped[uuid.UUID] = uuid_pk()
    act: Mapped[str]  # « cosignature.validated »
    object_key: Mapped[str]  # « cosignature:<id> »
    account_id: Mapped[uuid.UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    acted_at: Mapped[datetime]


def record(act: str, object_key: str, *, by: uuid.UUID | None = None, **details: Any) -> None:
    """Within a unit of work: keep the act. `details` hold ids and figures, never a name or an address."""
    db.session.add(AuditEntry(act=act, object_key=object_key, account_id=by, details=details, acted_at=now()))
