"""What is said in the name of an organization that signs, on a form or to somebody on the staff, once checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.names import keys_of
from app.cosignatures.models import Authority, Kiosk, KioskTablet
from app.organizations import service as organizations
from app.organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Said:
    """The organization, the person who signs for it, by what right, and to what they agree."""

    organization_id: uuid.UUID | None = None  # as chosen in the type-ahead
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

    @property
    def columns(self) -> dict[str, Any]:
        """What the cosignature holds of it."""
        return {
            "shown_name": self.organization_name,
            **keys_of(self.organization_name)._asdict(),
            "region_code": self.region_code,
            "city": self.city,
            "publishes_name": self.publishes_name,
            "authority": self.authority,
            "authority_on": self.authority.dated(self.authority_on),
            "locale": self.locale,
        }

    @property
    def person(self) -> dict[str, str]:
        """What the signatory holds of it."""
        return {"name": self.name, "title": self.title, "email": self.email}

    def chosen(self) -> Organization | None:
        """The organization chosen in the type-ahead, unless another name or region was put over it since."""
        found = organizations.get(self.organization_id) if self.organization_id else None
        if found is None or found.region_code != self.region_code:
            return None
        return found if organizations.is_named(found, self.organization_name) else None


@dataclass(frozen=True, kw_only=True)
class Submission(Said):
    """Typed by whoever signs, on the site or on the tablet of an assembly."""

    via: str | None = None
    ip: str | None = None
    is_from_a_robot: bool = False
    is_hasty: bool = False
    tablet: KioskTablet | None = None  # typed there, at an assembly

    @property
    def kiosk(self) -> Kiosk | None:
        return self.tablet.kiosk if self.tablet else None
