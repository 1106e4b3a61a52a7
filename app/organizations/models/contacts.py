"""How staff reach an organization. Private: for those who read the register of its region."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, uuid_pk


class ContactEmail(Model):
    """One address of an organization. Two organizations may share a mailbox."""

    __tablename__ = "organization_emails"
    __table_args__ = (
        CheckConstraint("address <> ''", name="has_an_address"),
        UniqueConstraint("organization_id", "email_key"),
        Index(None, "email_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    address: Mapped[str]
    email_key: Mapped[str]
