"""An organization is one entry of the register, whatever it has signed."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, UniqueConstraint, event, inspect, text, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.chapters.models import Chapter
from app.core.database import Model, SortKey, one_of, text_enum, uuid_pk
from app.organizations.models.contacts import ContactEmail
from app.organizations.models.names import Alias
from app.territory.models import Region, Riding


class Kind(StrEnum):
    COMMUNITY = "community"  # an autonomous community organization
    REGIONAL_TABLE = "regional_table"  # printed first in its region
    PROVINCIAL_GROUPING = "provincial_grouping"
    OTHER = "other"


class Origin(StrEnum):
    """How the entry came into the register."""

    REGISTER = "register"  # loaded or entered by staff
    SIGNATURE = "signature"  # an organization that signed and was not there yet


_COMPARED = ("name", "city", "region_code", "archived_at", "aliases")
_TO_COMPARE = text("compared_revision < names_revision")
_IS_MEMBER = text("chapter_id IS NOT NULL AND archived_at IS NULL")


class Organization(Model):
    """A name exactly as the organization writes it, in one region, perhaps in a city.

    Same key, region and city: the same organization. The database refuses to hold it twice. Its region is the one
    that it declares; its MRC, its riding and the chapter whose member it is say other things.
    """

    __tablename__ = "organizations"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("origin", Origin),
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("key <> ''", name="has_a_key"),
        UniqueConstraint("region_code", "key", "city_key"),
        Index(None, "search_key"),
        Index(None, "region_code", "sort_key"),
        Index(None, "sort_key"),
        Index(None, "neq"),
        Index(
            "ix_organizations_to_compare", "region_code", sqlite_where=_TO_COMPARE, postgresql_where=_TO_COMPARE
        ),
        Index(
            "ix_organizations_members", "region_code", "id", sqlite_where=_IS_MEMBER, postgresql_where=_IS_MEMBER
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    key: Mapped[str]
    search_key: Mapped[str] = mapped_column(SortKey)
    sort_key: Mapped[str] = mapped_column(SortKey)
    sort_key_bare: Mapped[str] = mapped_column(SortKey)  # without the leading article
    kind: Mapped[Kind] = mapped_column(text_enum(Kind), default=Kind.COMMUNITY)
    origin: Mapped[Origin] = mapped_column(text_enum(Origin), default=Origin.REGISTER)
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    city: Mapped[str] = mapped_column(default="")
    city_key: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    mrc: Mapped[str] = mapped_column(default="", server_default="")
    riding_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Riding.id))
    chapter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Chapter.id))  # whose member it is
    member_since: Mapped[int | None]  # a year
    neq: Mapped[str] = mapped_column(default="", server_default="")
    charity_number: Mapped[str] = mapped_column(default="", server_default="")
    phone: Mapped[str] = mapped_column(default="", server_default="")
    sector: Mapped[str] = mapped_column(default="", server_default="")
    notes: Mapped[str] = mapped_column(default="", server_default="")  # of staff, for staff
    archived_at: Mapped[datetime | None]  # out of the lists, never deleted
    # Rises with whatever the comparison of names reads; and the one that was held against the others of the region.
    names_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    compared_revision: Mapped[int] = mapped_column(default=0, server_default="0")

    region: Mapped[Region] = relationship()
    riding: Mapped[Riding | None] = relationship()
    chapter: Mapped[Chapter | None] = relationship()
    aliases: Mapped[list[Alias]] = relationship(cascade="all, delete-orphan", order_by=Alias.id)
    emails: Mapped[list[ContactEmail]] = relationship(cascade="all, delete-orphan", order_by=ContactEmail.id)

    @property
    def audit_key(self) -> str:
        """Under which key the journal knows it."""
        return f"organization:{self.id}"

    @property
    def is_regional_table(self) -> bool:
        return self.kind is Kind.REGIONAL_TABLE

    @property
    def is_member(self) -> bool:
        return self.chapter_id is not None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def archive(self, *, at: datetime) -> None:
        """Out of the lists; what it signed stays. Doing it twice changes nothing."""
        self.archived_at = self.archived_at or at

    def restore(self) -> None:
        self.archived_at = None


@event.listens_for(Organization, "before_update")
def _count_the_change(mapper: Mapper[Organization], connection: Connection, changed: Organization) -> None:
    """Whoever writes it, in the same statement: the names are to be compared anew."""
    attributes = inspect(changed).attrs
    if any(attributes[name].history.has_changes() for name in _COMPARED):
        changed.names_revision = Organization.names_revision + 1


@event.listens_for(Alias, "before_update")
def _count_the_change_of_an_alias(mapper: Mapper[Alias], connection: Connection, changed: Alias) -> None:
    """Another spelling of the same key: the entry itself is not among what is written."""
    owner = Organization.id == changed.organization_id
    connection.execute(update(Organization).where(owner).values(names_revision=Organization.names_revision + 1))
