"""A chapter serves one or more regions; a region has at most one chapter, or none."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, uuid_pk
from app.territory.models import Region


class Chapter(Model):
    """An antenne régionale (TROC/ROC)."""

    __tablename__ = "chapters"

    id: Mapped[uuid.UUID] = uuid_pk()
    key: Mapped[str] = mapped_column(unique=True)  # « troc-m », in addresses and relay links
    acronym: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    is_coalition_member: Mapped[bool] = mapped_column(default=True)
    website: Mapped[str | None]

    served: Mapped[list[ServedRegion]] = relationship(
        back_populates="chapter", order_by="ServedRegion.region_code", cascade="all, delete-orphan"
    )

    @property
    def region_codes(self) -> list[str]:
        return [row.region_code for row in self.served]


class ServedRegion(Model):
    """The region is the primary key: no two chapters serve the same one."""

    __tablename__ = "served_regions"

    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code), primary_key=True)
    chapter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Chapter.id))

    chapter: Mapped[Chapter] = relationship(back_populates="served")
    region: Mapped[Region] = relationship()
