"""The other names of an organization, and the words under which its names are found."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, SortKey, one_of, text_enum, uuid_pk


class AliasKind(StrEnum):
    """What another name is."""

    ACRONYM = "acronym"
    FORMER_NAME = "former_name"
    OTHER = "other"


class Alias(Model):
    """An acronym or a former name; feeds the type-ahead and the matching."""

    __tablename__ = "organization_aliases"
    __table_args__ = (
        one_of("kind", AliasKind),
        UniqueConstraint("organization_id", "key"),
        Index(None, "key"),
        Index(None, "search_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]
    search_key: Mapped[str] = mapped_column(SortKey)
    kind: Mapped[AliasKind] = mapped_column(text_enum(AliasKind), default=AliasKind.OTHER)


class NameWord(Model):
    """One word of a name or of an alias, for the type-ahead: a prefix is a range of this table's key."""

    __tablename__ = "organization_words"
    __table_args__ = (Index(None, "organization_id", "word"),)

    word: Mapped[str] = mapped_column(SortKey, primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
