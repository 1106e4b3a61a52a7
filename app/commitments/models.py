"""What an official answered to a campaign, as it was noted at one moment; what stands is what was noted last."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, one_of, text_enum, uuid_pk
from app.officials.models import Official


class Stance(StrEnum):
    """Where an official stands."""

    UNKNOWN = "unknown"
    MET = "met"  # heard the demand, and promised nothing
    SUPPORTS = "supports"
    REFUSES = "refuses"


class Source(StrEnum):
    """Where it was said."""

    LETTER = "letter"
    MEETING = "meeting"
    MEDIA = "media"
    VOTE = "vote"
    SURVEY = "survey"  # told by somebody who wrote and was answered
    OTHER = "other"


class Commitment(Model):
    """One line of what is known of an official in a campaign. Lines are only added, numbered from 1 without a gap:
    whoever notes something says which number they had read, and the database refuses the second of two.
    """

    __tablename__ = "commitments"
    __table_args__ = (
        one_of("stance", Stance),
        one_of("source", Source),
        UniqueConstraint("campaign_id", "official_id", "revision"),
        CheckConstraint("revision > 0", name="revision_from_one"),
        CheckConstraint(
            "(stance = 'unknown') = (said_on IS NULL) AND (stance = 'unknown') = (source IS NULL)",
            name="said_on_a_day_somewhere",
        ),
        CheckConstraint("stance <> 'unknown' OR (sentence = '' AND link = '')", name="nothing_said_while_unknown"),
        Index(None, "act_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    official_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Official.id, ondelete="CASCADE"))
    revision: Mapped[int]
    stance: Mapped[Stance] = mapped_column(text_enum(Stance))
    said_on: Mapped[date | None]
    source: Mapped[Source | None] = mapped_column(text_enum(Source))
    link: Mapped[str]  # where everybody can check it
    sentence: Mapped[str]  # for everybody
    note: Mapped[str]  # for staff, and forgotten with the persons of the campaign
    is_public: Mapped[bool]
    act_id: Mapped[uuid.UUID]  # what was noted in one gesture, to be undone in one
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id))
    noted_at: Mapped[datetime]

    account: Mapped[Account] = relationship()

    @property
    def shown_stance(self) -> Stance:
        """What the public is told."""
        return self.stance if self.is_public else Stance.UNKNOWN


_later = aliased(Commitment)

# The line that stands: nothing was noted after it.
STANDS = ~(
    sa.select(_later.id)
    .where(
        _later.campaign_id == Commitment.campaign_id,
        _later.official_id == Commitment.official_id,
        _later.revision > Commitment.revision,
    )
    .exists()
)
