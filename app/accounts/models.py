"""A staff account, the roles it holds and its sessions. Signatories and supporters never have an account."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.chapters.models import Chapter
from app.core.database import Model, one_of, text_enum, uuid_pk


class RoleName(StrEnum):
    """admin: everything; national: all regions; chapter: its regions; reader: figures only."""

    ADMIN = "admin"
    NATIONAL = "national"
    CHAPTER = "chapter"
    READER = "reader"


RIGHTS: dict[RoleName, frozenset[str]] = {
    RoleName.ADMIN: frozenset(
        {"desk", "cosignatures.read", "cosignatures.validate", "campaigns.edit", "accounts.manage"}
    ),
    RoleName.NATIONAL: frozenset({"desk", "cosignatures.read", "cosignatures.validate", "campaigns.edit"}),
    RoleName.CHAPTER: frozenset({"desk", "cosignatures.read", "cosignatures.validate"}),
    RoleName.READER: frozenset({"desk"}),
}


LONGEST_SESSION = timedelta(hours=12)


class HeldRole(RoleMixin):
    """A role in the shape in which Flask-Security reads it."""

    def __init__(self, role: RoleName) -> None:
        self.name = role.value
        self.permissions = sorted(RIGHTS[role])


class Account(Model, UserMixin):
    """A person on the staff. `fs_uniquifier` changes when all sessions must end."""

    __tablename__ = "accounts"

    id: Mapped[uuid.UUID] = uuid_pk()  # type: ignore[assignment]  # the mixin expects a number
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str] = mapped_column(default="fr")
    created_at: Mapped[datetime]

    assignments: Mapped[list[RoleAssignment]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # the mixin expects a table of roles
        """For Flask-Security; our own pages ask `may` and `region_codes`."""
        return [HeldRole(assignment.role) for assignment in self.assignments]

    def holds(self, role: RoleName, chapter: Chapter | None = None) -> bool:
        """Whether the account has this very role, in this very chapter when it is a chapter role."""
        wanted = chapter.id if chapter else None
        return any(a.role is role and a.chapter_id == wanted for a in self.assignments)

    def deactivate(self) -> None:
        """Nobody signs in with it any more, and every session ends."""
        self.active = False
        self.end_all_sessions()

    def take_password(self, hashed: str) -> None:
        """A new password ends every session: whoever knew the old one is out."""
        self.password = hashed
        self.end_all_sessions()

    def end_all_sessions(self) -> None:
        """Sessions name the uniquifier, and this one they do not know."""
        self.fs_uniquifier = uuid.uuid4().hex

    def may(self, right: str) -> bool:
        """Whether any of the roles gives that right, in whatever scope."""
        return any(right in RIGHTS[assignment.role] for assignment in self.assignments)

    def region_codes(self, right: str) -> frozenset[str] | None:
        """The regions in which the right holds; None: all of them, National included."""
        holding = [a for a in self.assignments if right in RIGHTS[a.role]]
        if any(a.chapter is None for a in holding):
            return None
        return frozenset(code for a in holding if a.chapter for code in a.chapter.region_codes)


class RoleAssignment(Model):
    """One role of one account; a chapter role always names its chapter, the others never do."""

    __tablename__ = "role_assignments"
    __table_args__ = (
        one_of("role", RoleName),
        CheckConstraint("(role = 'chapter') = (chapter_id IS NOT NULL)", name="chapter_role_has_a_chapter"),
        Index(
            "uq_role_assignments_unscoped",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("chapter_id IS NULL"),
            postgresql_where=text("chapter_id IS NULL"),
        ),
        Index(
            "uq_role_assignments_scoped",
            "account_id",
            "role",
            "chapter_id",
            unique=True,
            sqlite_where=text("chapter_id IS NOT NULL"),
            postgresql_where=text("chapter_id IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    role: Mapped[RoleName] = mapped_column(text_enum(RoleName))
    chapter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Chapter.id))

    account: Mapped[Account] = relationship(back_populates="assignments")
    chapter: Mapped[Chapter | None] = relationship(lazy="joined")


class StaffSession(Model):
    """One opening of the staff space in one browser, from sign-in to sign-out, twelve hours at most."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        Index(None, "account_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_it_starts"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)  # the row is also read FOR UPDATE

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.started_at + LONGEST_SESSION

    def end(self, at: datetime) -> None:
        """Sign out; ending it twice changes nothing."""
        self.ended_at = self.ended_at or max(at, self.started_at)
