"""A batch of signatures on paper, as somebody counted it. The sheets themselves are not kept here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, uuid_pk
from app.paper.errors import BatchCancelled
from app.territory.models import Region


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What staff say of a batch. `entered`: of its signatures, how many were since typed in one by one."""

    collected_on: date
    place: str
    region_code: str
    number: int
    entered: int
    counted_by: str


class PaperBatch(Model):
    """The signatures of one day, one place and one region. Those typed in since are cosignatures, and count there."""

    __tablename__ = "paper_batches"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_from_one"),
        CheckConstraint("entered >= 0 AND entered <= number", name="entered_among_them"),
        CheckConstraint("place <> ''", name="place_is_said"),
        Index(None, "campaign_id", "region_code"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code))
    collected_on: Mapped[date]
    place: Mapped[str]  # or the assembly
    number: Mapped[int]
    entered: Mapped[int] = mapped_column(default=0)
    counted_by: Mapped[str] = mapped_column(default="")  # empty once the persons of the campaign are forgotten
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))  # who noted it
    noted_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    campaign: Mapped[Campaign] = relationship()
    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def remaining(self) -> int:
        """Those that are on paper only: the figure that is told."""
        return 0 if self.is_cancelled else self.number - self.entered

    @property
    def counted(self) -> Counted:
        """What is said of it today."""
        return Counted(
            collected_on=self.collected_on,
            place=self.place,
            region_code=self.region_code,
            number=self.number,
            entered=self.entered,
            counted_by=self.counted_by,
        )

    def tell(self, counted: Counted) -> None:
        """What it is said to be from now on. Raises BatchCancelled."""
        if self.is_cancelled:
            raise BatchCancelled
        self.collected_on, self.place, self.region_code = counted.collected_on, counted.place, counted.region_code
        self.number, self.entered, self.counted_by = counted.number, counted.entered, counted.counted_by

    def forget_the_counter(self) -> None:
        """Who counted is nobody's business any more; how many stays."""
        self.counted_by = ""

    def cancel(self, *, at: datetime) -> None:
        """It counts no more: noted twice, or by mistake. Again, it changes nothing."""
        self.cancelled_at = self.cancelled_at or at

    def restore(self) -> None:
        """It counts again. Again, it changes nothing."""
        self.cancelled_at = None
