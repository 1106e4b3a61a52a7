"""Two entries that resemble each other, kept from one comparison of the names to the next."""

from __future__ import annotations

import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.organizations.models.organization import Organization
from app.territory.models import Region


class LikelyPair(Model):
    """« Doublon possible »: two entries of one region, why a person should look at both, and how alike they are.

    It says of which names it was made: once either entry changed, it tells nothing any more, and nobody is shown it.
    """

    __tablename__ = "organization_likely_pairs"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="lower_id_first"),
        Index(None, "region_code", "score"),
        Index(None, "other_id"),
    )

    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True)
    one_revision: Mapped[int]
    other_revision: Mapped[int]
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    score: Mapped[int]  # 0 to 100, to sort by
    reasons: Mapped[list[str]] = mapped_column(JSON)
