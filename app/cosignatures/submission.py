"""What somebody who signs sent, once checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from app.cosignatures.models import Authority, Kiosk


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the form holds, once checked."""

    organization_name: str
    region_code: str
    city: str
    name: str
    title: str
    email: str
    authority: Authority
    authority_on: date | None
    publishes_name: bool
    wants_news: bool
    locale: str
    organization_id: uuid.UUID | None = None  # as chosen in the type-ahead
    via: str | None = None
    ip: str | None = None
    is_from_a_robot: bool = False
    is_hasty: bool = False
    kiosk: Kiosk | None = None  # typed on the tablet of that assembly
