"""What became of an entry of the register: each change, when, and by whom."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.organizations.models.organization import Organization


class Happened(StrEnum):
    """A field that changed, or an act."""

    NAME = "name"
    KIND = "kind"
    REGION = "region_code"
    CITY = "city"
    MRC = "mrc"
    RIDING = "riding"
    CHAPTER = "chapter"
    MEMBER_SINCE = "member_since"
    NEQ = "neq"
    CHARITY_NUMBER = "charity_number"
    PHONE = "phone"
    SECTOR = "sector"
    NOTES = "notes"
    EMAILS = "emails"
    ALIASES = "aliases"
    ADDED = "added"
    ARCHIVED = "archived"
    RESTORED = "restored"
    MERGED = "merged"
    PARTED = "parted"


# The change is kept, not the words: what is private stays in one place only.
PRIVATE = frozenset({Happened.PHONE, Happened.NOTES, Happened.EMAILS})


class OrganizationChange(Model):
    """Before, after, when, and by whom; both are empty for what is private, and for acts."""

    __tablename__ = "organization_changes"
    __table_args__ = (one_of("what", Happened), Index(None, "organization_id", "changed_at"))

    id: Mapped[uuid.UUID] = uuid_pk()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    what: Mapped[Happened] = mapped_column(text_enum(Happened))
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # None: the program
    changed_at: Mapped[datetime]
