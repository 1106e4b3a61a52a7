"""A person in office, the mailboxes where that person can be written to, and the dated mandates."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, one_of, text_enum, uuid_pk
from app.officials.models.dissolution import Dissolution
from app.officials.models.office import WRITTEN_AT, AddressKind, Gender, Office
from app.territory.models import Region, Riding

STALE_AFTER = timedelta(days=180)


class Official(Model):
    """A person in office. `contact_source` says where the name, the party and the telephone come from."""

    __tablename__ = "officials"
    __table_args__ = (one_of("gender", Gender), Index(None, "search_key"))

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    search_key: Mapped[str]
    gender: Mapped[Gender] = mapped_column(text_enum(Gender))
    party: Mapped[str]
    phone: Mapped[str | None]
    contact_source: Mapped[str]
    is_invented: Mapped[bool] = mapped_column(default=False)

    mandates: Mapped[list[Mandate]] = relationship(
        back_populates="official", cascade="all, delete-orphan", order_by="Mandate.starts_on, Mandate.id"
    )
    addresses: Mapped[list[OfficialAddress]] = relationship(
        back_populates="official", cascade="all, delete-orphan", order_by="OfficialAddress.id", lazy="selectin"
    )

    @property
    def audit_key(self) -> str:
        return f"official:{self.id}"

    def mandates_on(self, day: date) -> list[Mandate]:
        """The offices held on that day, the first begun first."""
        return [mandate for mandate in self.mandates if mandate.holds_on(day)]

    def address_of(self, kinds: tuple[AddressKind, ...]) -> OfficialAddress | None:
        """The first mailbox of the first of these kinds that there is."""
        return next((one for kind in kinds for one in self.addresses if one.kind is kind), None)


class OfficialAddress(Model):
    """One mailbox of an official. A shared one belongs to the office: it goes to whoever holds it next."""

    __tablename__ = "official_addresses"
    __table_args__ = (
        one_of("kind", AddressKind),
        UniqueConstraint("official_id", "email_key"),
        CheckConstraint("kind <> 'ministry' OR is_shared", name="a_ministry_shares_its_mailbox"),
        Index(None, "email_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id, ondelete="CASCADE"))
    kind: Mapped[AddressKind] = mapped_column(text_enum(AddressKind))
    email: Mapped[str]
    email_key: Mapped[str]
    source: Mapped[str]
    verified_on: Mapped[date | None]
    is_shared: Mapped[bool] = mapped_column(default=False)

    official: Mapped[Official] = relationship(back_populates="addresses")

    def is_stale(self, on: date) -> bool:
        """Never verified, or so long ago that somebody should look again."""
        return self.verified_on is None or self.verified_on < on - STALE_AFTER


def _held_once(name: str, column: str, office: Office) -> Index:
    """At most one person holds it now."""
    held = text(f"ends_on IS NULL AND office = '{office.value}'")
    return Index(f"uq_mandates_{name}_held", column, unique=True, sqlite_where=held, postgresql_where=held)


class Mandate(Model):
    """An official holds an office from one date to another (open-ended while it lasts).

    `party`: for which a critic or a whip speaks. `title`: how the office is called, where it has a name of its own
    (« présidente-directrice générale », « ministre de la Langue française »).
    """

    __tablename__ = "mandates"
    __table_args__ = (
        one_of("office", Office),
        CheckConstraint("(office = 'mna') = (riding_id IS NOT NULL)", name="mna_has_a_riding"),
        CheckConstraint("(office IN ('minister', 'critic')) = (portfolio IS NOT NULL)", name="has_a_portfolio"),
        CheckConstraint("(office IN ('critic', 'whip')) = (party IS NOT NULL)", name="speaks_for_a_party"),
        CheckConstraint("(office = 'head') = (institution IS NOT NULL)", name="head_of_an_institution"),
        CheckConstraint(
            "CASE office WHEN 'regional_minister' THEN region_code IS NOT NULL WHEN 'head' THEN true "
            "ELSE region_code IS NULL END",
            name="where_it_has_a_region",
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("dissolution_id IS NULL OR ends_on IS NOT NULL", name="dissolved_has_an_end"),
        _held_once("seat", "riding_id", Office.MNA),
        _held_once("portfolio", "portfolio", Office.MINISTER),
        _held_once("region", "region_code", Office.REGIONAL_MINISTER),
        _held_once("whip", "party", Office.WHIP),
        _held_once("institution", "institution", Office.HEAD),
        Index(
            "uq_mandates_critic_held",
            "official_id",
            "portfolio",
            unique=True,
            sqlite_where=text("ends_on IS NULL AND office = 'critic'"),
            postgresql_where=text("ends_on IS NULL AND office = 'critic'"),
        ),
        Index(None, "official_id"),
        Index(None, "office", "portfolio"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id, ondelete="CASCADE"))
    office: Mapped[Office] = mapped_column(text_enum(Office))
    riding_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Riding.id))
    portfolio: Mapped[str | None]  # « social-services », « health », « finance », « treasury », or the key of another
    party: Mapped[str | None]
    institution: Mapped[str | None]
    region_code: Mapped[str | None] = mapped_column(ForeignKey(Region.code))
    title: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    dissolution_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Dissolution.id))

    official: Mapped[Official] = relationship(back_populates="mandates", lazy="joined", innerjoin=True)
    riding: Mapped[Riding | None] = relationship()

    def holds_on(self, day: date) -> bool:
        """Whether the office is held on that day: the last day of a mandate still counts."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def mailbox(self) -> OfficialAddress | None:
        """Where this office is written to, with what is known of that mailbox."""
        return self.official.address_of(WRITTEN_AT[self.office])

    @property
    def address(self) -> str | None:
        """The e-mail address where this office is written to; None while none is known."""
        mailbox = self.mailbox
        return mailbox.email if mailbox else None

    @property
    def can_be_written_to(self) -> bool:
        return self.mailbox is not None

    def end(self, *, on: date) -> None:
        """Its last day. Raises ValueError for a day before its first."""
        if on < self.starts_on:
            raise ValueError("a mandate does not end before it starts")
        self.ends_on = on

    def resume(self) -> None:
        """The Assembly was not dissolved: the mandate has no end any more."""
        self.ends_on = self.dissolution_id = None
