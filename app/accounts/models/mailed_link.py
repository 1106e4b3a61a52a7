"""Links that staff receive by e-mail, each good once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.account import Account
from app.core.database import Model, one_of, text_enum, uuid_pk


class LinkKind(StrEnum):
    """What the link is for."""

    INVITATION = "invitation"  # choose the first password
    PASSWORD = "password"  # choose another one  # noqa: S105 - a word, no secret
    ADDRESS = "address"  # prove that the new address is yours

    @property
    def lifetime(self) -> timedelta:
        return _LIFETIMES[self]


_LIFETIMES = {
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.PASSWORD: timedelta(hours=1),
    LinkKind.ADDRESS: timedelta(days=1),
}


class MailedLink(Model):
    """One link in one mail. An account has at most one live link of each kind: the newest."""

    __tablename__ = "mailed_links"
    __table_args__ = (
        one_of("kind", LinkKind),
        CheckConstraint("(kind = 'address') = (new_email IS NOT NULL)", name="an_address_link_has_one"),
        CheckConstraint("ended_at IS NULL OR ended_at >= made_at", name="ends_after_it_is_made"),
        Index(
            "uq_mailed_links_live",
            "account_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    kind: Mapped[LinkKind] = mapped_column(text_enum(LinkKind))
    new_email: Mapped[str | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # used, revoked, or replaced by a newer one

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    @property
    def expires_at(self) -> datetime:
        return self.made_at + self.kind.lifetime

    def is_live(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at

    def end(self, at: datetime) -> None:
        """It opens nothing any more."""
        self.ended_at = self.ended_at or max(at, self.made_at)
