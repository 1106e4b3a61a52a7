"""Fixed lists that staff name: a campaign writes to whoever is on one."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, uuid_pk
from app.officials.models.official import Official


class ListedOfficial(Model):
    """An official on a fixed list, and the place there."""

    __tablename__ = "listed_officials"
    __table_args__ = (
        UniqueConstraint("list_name", "official_id"),
        CheckConstraint("position > 0", name="position_from_one"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    list_name: Mapped[str]
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id, ondelete="CASCADE"))
    position: Mapped[int]

    official: Mapped[Official] = relationship()
