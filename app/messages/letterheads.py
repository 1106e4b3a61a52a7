"""An organization of the register writes: which one, whether the campaign has a letter for it, and where it is."""

from __future__ import annotations

import uuid
from dataclasses import replace

from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.core.clock import today
from app.core.keys import email_key
from app.messages.errors import NoSuchLetter
from app.messages.lookup import Place
from app.messages.models import LookupMethod, Message
from app.officials import service as officials
from app.organizations import service as organizations
from app.organizations.models import Organization
from app.territory import service as territory
from app.territory.models import Riding


def organizations_may_write(campaign: Campaign) -> bool:
    """Whether staff wrote a letter for organizations."""
    return campaigns.BY_ORGANIZATION in campaign.variants


def organization_of(campaign: Campaign, organization_id: uuid.UUID, riding: Riding) -> Organization:
    """The organization of an address. Raises NoSuchLetter, also for a riding where it cannot be."""
    found = organizations.get(organization_id)
    if found is None or not organizations_may_write(campaign) or not organizations.is_offered(found.id):
        raise NoSuchLetter
    if riding.id not in {place.riding.id for place in places_of(found)}:
        raise NoSuchLetter
    return found


def is_vouched_for(message: Message) -> bool:
    """In one's own name, or from an address that the organization gave: somebody of it reads that mailbox."""
    if message.letterhead is None:
        return True
    organization, supporter = message.letterhead.organization, message.supporter
    if organization is None or supporter is None:
        return False
    return email_key(supporter.email) in {one.email_key for one in organization.emails}


def found_in_register(name: str, region_code: str, city: str) -> Organization | None:
    """The organization for certain; the program adds none and guesses none, and tells of none that nobody may know."""
    found = organizations.find_same(name, region_code, city)
    return found if found and organizations.is_offered(found.id) else None


def places_of(organization: Organization) -> list[Place]:
    """The ridings where it may be: what the register says, else those of its town, else those of its region."""
    here = territory.active_map()
    if organization.riding and organization.riding.map_id == here.id:
        return _told([Place(organization.riding, LookupMethod.RIDING)])
    towns = territory.municipalities_called(organization.city, organization.region_code) if organization.city else []
    ridings = {riding.id: riding for town in towns for riding in town.ridings if riding.map_id == here.id}
    if ridings:
        return _told(
            [
                Place(riding, LookupMethod.MUNICIPALITY, tuple(town for town in towns if riding in town.ridings))
                for riding in ridings.values()
            ]
        )
    every = territory.ridings(here)
    of_region = [riding for riding in every if riding.region_code == organization.region_code]
    return _told([Place(riding, LookupMethod.RIDING) for riding in of_region or every])


def table_name(organization: Organization) -> str:
    """To which regional table a copy goes; empty where none has a mailbox, or where it is the one that writes."""
    table = organizations.table_serving(organization.region_code)
    return table.name if table and table.emails and table.id != organization.id else ""


def _told(places: list[Place]) -> list[Place]:
    sitting = officials.mnas_by_riding(today())
    return [replace(place, mandate=sitting.get(place.riding.id)) for place in places]
