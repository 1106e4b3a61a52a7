"""The communiqué of a campaign as staff wrote it; without a row, the program's own words stand."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.campaigns.models import Campaign
from app.core.database import Model


class PressRelease(Model):
    """One language of it, with its blanks: the figures are filled in when it is read."""

    __tablename__ = "press_releases"
    __table_args__ = (CheckConstraint("headline <> '' AND body <> ''", name="says_something"),)

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Campaign.id, ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]  # from where it is sent: « Montréal »
    headline: Mapped[str]
    body: Mapped[str]
    is_public: Mapped[bool] = mapped_column(default=False)  # shown in the press kit
    edited_at: Mapped[datetime]

    @property
    def as_seen(self) -> str:
        """What it says, in a few figures: a page sends it back with its changes."""
        said = "\n".join((self.place, self.headline, self.body, str(self.is_public)))
        return hashlib.sha256(said.encode()).hexdigest()[:16]
