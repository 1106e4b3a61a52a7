"""An endorsement is support that is not a signature. It is counted apart, and stands on no list of signatories."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.database import Model, SortKey, one_of, text_enum, uuid_pk
from app.territory.models import Region


class Supporting(StrEnum):
    """Who supports without co-signing: each kind is counted apart."""

    PERSON = "person"  # somebody in their own name
    ELECTED = "elected"
    MUNICIPALITY = "municipality"  # a city, a village, an MRC
    UNION = "union"
    CHILDCARE = "childcare"  # a CPE
    INSTITUTION = "institution"  # a hospital, a school
    PARTY = "party"
    BUSINESS = "business"
    OTHER = "other"


class Endorsement(Model):
    """Whoever supports a campaign without co-signing it, under the name that they gave."""

    __tablename__ = "endorsements"
    __table_args__ = (
        one_of("kind", Supporting),
        CheckConstraint("name <> '' OR kind = 'person'", name="has_a_name"),
        Index(None, "campaign_id", "kind", "sort_key"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id))
    kind: Mapped[Supporting] = mapped_column(text_enum(Supporting))
    name: Mapped[str]  # a person's is private, and empty once the persons of the campaign are forgotten
    sort_key: Mapped[str] = mapped_column(SortKey)
    region_code: Mapped[str | None] = mapped_column(ForeignKey(Region.code))
    city: Mapped[str] = mapped_column(default="")
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Account.id))  # who entered it
    entered_at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship()
