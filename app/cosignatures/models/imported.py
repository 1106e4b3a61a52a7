"""Where a cosignature comes from, when it was answered in a form that was not ours."""

from __future__ import annotations

import uuid

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.imports.models import Import


class ImportedAnswer(Model):
    """The line of a file, who brought it in and when, and what a person should look at before validating."""

    __tablename__ = "imported_answers"
    __table_args__ = (Index(None, "import_id"),)

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Import.id))
    line: Mapped[int]
    reasons: Mapped[list[list[str]]] = mapped_column(JSON)  # a code, and what it is about

    brought_by: Mapped[Import] = relationship()
