"""The register of officials in memory, as a list is compared with it: who there is, who holds what, which seats."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import astuple, dataclass, field, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.core.keys import search_key
from app.officials.appointing import Function
from app.officials.importing.lines import Ridings, riding_key
from app.officials.models import Mandate, Office, Official, OfficialAddress
from app.territory import service as territory
from app.territory.models import ElectoralMap, Riding

Key = tuple[object, ...]
SEVERAL_MAY_HOLD = (Office.CRITIC,)


@dataclass
class Register:
    """Everybody, by name; who holds which office on that day or later; whose mailbox is whose."""

    on: date
    people: dict[str, list[Official]] = field(default_factory=lambda: defaultdict(list))
    holders: dict[Key, Mandate] = field(default_factory=dict)
    mailboxes: dict[str, list[OfficialAddress]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, on: date) -> Register:
        """Three queries, whatever the number of people."""
        register = cls(on)
        for official in db.session.scalars(sa.select(Official).options(selectinload(Official.mandates))):
            register.people[official.search_key].append(official)
            for address in official.addresses:
                register.mailboxes[address.email_key].append(address)
            for mandate in official.mandates:
                if mandate.ends_on is None or mandate.ends_on >= on:
                    register.holders[key_of(function_of(mandate), official.id)] = mandate
        return register

    def holder(self, function: Function) -> Mandate | None:
        """Whoever has to leave when somebody else begins; nobody where several may hold the office."""
        return None if function.office in SEVERAL_MAY_HOLD else self.holders.get(key_of(function))

    def holds(self, official: Official, function: Function) -> Mandate | None:
        """The mandate by which that person holds it already."""
        found = self.holders.get(key_of(function, official.id))
        return found if found is not None and found.official_id == official.id else None


def function_of(mandate: Mandate) -> Function:
    """The office of a mandate."""
    return Function(
        office=mandate.office, riding_id=mandate.riding_id, portfolio=mandate.portfolio, party=mandate.party,
        institution=mandate.institution, region_code=mandate.region_code,
    )  # fmt: skip


def key_of(function: Function, official_id: uuid.UUID | None = None) -> Key:
    """Two spellings of a party or an institution are one; the office of one person only, where several may hold it."""
    bare = replace(
        function, title="", party=search_key(function.party or ""), institution=search_key(function.institution or ""),
        region_code=function.region_code if function.office is Office.REGIONAL_MINISTER else None,
    )  # fmt: skip
    return (*astuple(bare), official_id if function.office in SEVERAL_MAY_HOLD else None)


def ridings(on: date) -> Ridings:
    """The seats of the map in force; and those of other maps, so that a list made for one of them is known for it."""
    electoral_map = territory.active_map(on)
    of_map = {riding_key(one.name): one.id for one in territory.ridings(electoral_map)}
    others = sa.select(Riding.key, ElectoralMap.name).join(Riding.map).where(Riding.map_id != electoral_map.id)
    elsewhere = {riding_key(row.key): row.name for row in db.session.execute(others)}
    return Ridings(of_map=of_map, elsewhere={key: name for key, name in elsewhere.items() if key not in of_map})
