"""A staff account and the roles that it holds. Signatories and supporters never have an account."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.rights import PERSONAL_RIGHTS, READ, RIGHTS, RoleName
from app.chapters.models import Chapter
from app.core.database import Model, one_of, text_enum, uuid_pk


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
    password: Mapped[str | None]  # None until the invitation is accepted
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str] = mapped_column(default="fr")
    may_export: Mapped[bool] = mapped_column(default=False)  # personal data leaves in a file
    may_erase: Mapped[bool] = mapped_column(default=False)  # personal data is destroyed
    created_at: Mapped[datetime]

    assignments: Mapped[list[RoleAssignment]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin", order_by="RoleAssignment.id"
    )

    @property
    def audit_key(self) -> str:
        """How the audit names this account."""
        return f"account:{self.id}"

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

    def reactivate(self) -> None:
        self.active = True

    def take_password(self, hashed: str) -> None:
        """A new password ends every session: whoever knew the old one is out."""
        self.password = hashed
        self.end_all_sessions()

    def end_all_sessions(self) -> None:
        """Sessions name the uniquifier, and this one they do not know."""
        self.fs_uniquifier = uuid.uuid4().hex

    def may(self, right: str) -> bool:
        """Whether any of the roles gives that right, in whatever scope."""
        if right in PERSONAL_RIGHTS:
            return bool(getattr(self, PERSONAL_RIGHTS[right])) and self.may(READ)
        return any(right in RIGHTS[assignment.role] for assignment in self.assignments)

    def region_codes(self, right: str) -> frozenset[str] | None:
        """The regions in which the right holds; None: all of them, National included."""
        if right in PERSONAL_RIGHTS:
            return self.region_codes(READ) if self.may(right) else frozenset()
        holding = [a for a in self.assignments if right in RIGHTS[a.role]]
        if any(a.chapter is None for a in holding):
            return None
        return frozenset(code for a in holding if a.chapter for code in a.chapter.region_codes)

    @property
    def chapter_ids(self) -> frozenset[uuid.UUID]:
        """The chapters that this person works for."""
        return frozenset(a.chapter_id for a in self.assignments if a.chapter_id is not None)

    def is_of_chapter(self, chapter_id: uuid.UUID) -> bool:
        """Whether what belongs to that chapter alone is theirs to see: its own staff's, and administrators’."""
        return chapter_id in self.chapter_ids or self.holds(RoleName.ADMIN)


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
