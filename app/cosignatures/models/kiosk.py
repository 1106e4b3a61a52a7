"""A kiosk: what goes around at an assembly, the tablets that entered it, and the signatures that were typed there."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, uuid_pk
from app.cosignatures.errors import KioskClosed
from app.territory.models import Region

LONGEST = timedelta(hours=72)
GRACE = timedelta(minutes=15)  # for whoever was typing when the hour came
ADMISSION = timedelta(minutes=15)  # for one tablet to enter by the code


class Kiosk(Model):
    """Open for some hours, for one campaign, to the tablets that staff let in: they sign there, and nothing else."""

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
    closed_at: Mapped[datetime | None]  # by hand, and for good
    admission: Mapped[int] = mapped_column(default=0, server_default="0")  # each has a code of its own
    admits_until: Mapped[datetime | None]  # None: the code has served, or nobody asked for one
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

    def admits(self, at: datetime) -> bool:
        """Whether one more tablet may enter, by the code of this admission."""
        return self.is_open(at) and self.admits_until is not None and at < self.admits_until

    def admit(self, *, at: datetime) -> None:
        """One tablet, within a quarter of an hour; an earlier code opens nothing any more. Raises KioskClosed."""
        if not self.is_open(at):
            raise KioskClosed
        self.admission += 1
        self.admits_until = at + ADMISSION

    def let_in(self, *, at: datetime) -> KioskTablet:
        """The tablet that shows the code: the only one. Raises KioskClosed."""
        if not self.admits(at):
            raise KioskClosed
        self.admits_until = None
        return KioskTablet(kiosk_id=self.id, number=self.admission, entered_at=at)

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


class KioskTablet(Model):
    """A browser that entered a kiosk. Only that one may sign there, until the kiosk closes or staff shut it out."""

    __tablename__ = "kiosk_tablets"
    __table_args__ = (UniqueConstraint("kiosk_id", "number"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    kiosk_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Kiosk.id, ondelete="CASCADE"))
    number: Mapped[int]  # of the admission: one tablet each
    entered_at: Mapped[datetime]
    shut_out_at: Mapped[datetime | None]

    kiosk: Mapped[Kiosk] = relationship(lazy="joined", innerjoin=True)

    def shut_out(self, *, at: datetime) -> None:
        """Lost, or nobody knows whose it is. Again, it changes nothing."""
        self.shut_out_at = self.shut_out_at or at


class KioskSignature(Model):
    """A signature that was typed at a kiosk."""

    __tablename__ = "kiosk_signatures"
    __table_args__ = (Index(None, "kiosk_id"),)

    cosignature_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("cosignatures.id", ondelete="CASCADE"), primary_key=True
    )
    kiosk_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Kiosk.id))

    kiosk: Mapped[Kiosk] = relationship(lazy="joined", innerjoin=True)
