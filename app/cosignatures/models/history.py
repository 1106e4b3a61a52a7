"""The person who signed, and every move that the cosignature made."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.cosignatures.models.states import Actor, State


class Signatory(Model):
    """The person who signed: private data, destroyed apart from the cosignature.

    `link_id`: what the links of the mails name since the address was changed; until then, the cosignature.
    """

    __tablename__ = "signatories"
    __table_args__ = (Index("uq_signatories_link_id", "link_id", unique=True),)

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str]
    title: Mapped[str]
    email: Mapped[str]
    link_id: Mapped[uuid.UUID | None]


class CosignatureMove(Model):
    """Who moved it, when, from where to where, and why."""

    __tablename__ = "cosignature_moves"
    __table_args__ = (
        one_of("from_state", State),
        one_of("to_state", State),
        one_of("actor", Actor),
        CheckConstraint("(actor = 'staff') = (account_id IS NOT NULL)", name="staff_has_an_account"),
        Index(None, "cosignature_id", "moved_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    cosignature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cosignatures.id", ondelete="CASCADE"))
    from_state: Mapped[State] = mapped_column(text_enum(State))
    to_state: Mapped[State] = mapped_column(text_enum(State))
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))
    reason: Mapped[str | None]
    moved_at: Mapped[datetime]
