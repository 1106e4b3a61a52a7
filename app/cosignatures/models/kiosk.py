"""A kiosk: one tablet that goes around at an assembly, and the signatures that were typed on it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, uuid_pk
from app.cosignatures.errors import KioskClosed
from app.territory.models import Region

LONGEST = timedelta(hours=72)
GRACE = timedelta(minutes=15)  # for whoever was typing when the hour came


class Kiosk(Model):
    """Open for some hours, for one campaign. Whoever holds its address or its code may sign there, and nothing else."""

    __tablename__ = "kiosks"
    __table_args__ = (
        CheckConstraint("assembly <> ''", name="assembly_has_a_name"),
        CheckConstraint("closes_at > opened_at", name="closes_after_it_opens"),
        Index(None, "campaign_id", "opened_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    assembly: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str]
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]  # by itself
    closed_at: Mapped[datetime | None]  # by hand, and for good: the tablet may be lost
    taken: Mapped[int] = mapped_column(default=0)  # forms, repeats too: nobody is to read from it who signed

    campaign: Mapped[Campaign] = relationship()
    only: Mapped[list[KioskRegion]] = relationship(
        cascade="all, delete-orphan", order_by="KioskRegion.region_code", lazy="selectin"
    )

    @property
    def region_codes(self) -> list[str]:
        """Whose organizations sign there; none: those of all regions."""
        return [one.region_code for one in self.only]

    def is_open(self, at: datetime) -> bool:
        return self.closed_at is None and at < self.closes_at

    def takes_forms(self, at: datetime) -> bool:
        """A little longer than it is open, unless it was closed by hand."""
        return self.closed_at is None and at < self.closes_at + GRACE

    def extend(self, by: timedelta, *, at: datetime) -> None:
        """So much longer, three days in all; one that ended by itself opens again. Raises KioskClosed."""
        if self.closed_at is not None:
            raise KioskClosed
        self.closes_at = max(self.closes_at, min(max(at, self.closes_at) + by, self.opened_at + LONGEST))

    def close(self, *, at: datetime) -> None:
        """Its address and its code open nothing any more. Again, it changes nothing."""
        self.closed_at = self.closed_at or at


class KioskRegion(Model):
    """A region whose organizations sign at that kiosk."""

    __tablename__ = "kiosk_regions"

    kiosk_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Kiosk.id, ondelete="CASCADE"), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code), primary_key=True)


class KioskSignature(Model):
    """A signature that was typed at a kiosk."""

    __tablename__ = "kiosk_signatures"
    __table_args__ = (Index(None, "kiosk_id"),)

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    kiosk_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Kiosk.id))

    kiosk: Mapped[Kiosk] = relationship(lazy="joined", innerjoin=True)
