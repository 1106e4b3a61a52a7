"""Who must know when an entry of the register changes: the signatures that hang on it, which a higher feature keeps."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from app.accounts.models import Account
from app.organizations.models import Organization


@dataclass(frozen=True)
class Signed:
    """A signature of the organization in one campaign, as its page tells it."""

    id: uuid.UUID
    campaign: str
    shown_name: str
    region_code: str
    state: str
    at: datetime


class Fate(StrEnum):
    """What a merge does with the signatures of both entries in one campaign."""

    FOLLOWS = "follows"  # only the other entry signed: its signature becomes that of the entry that stays
    STAYS = "stays"  # only the entry that stays signed
    YIELDS = "yields"  # both did: one stays in force, the other becomes its duplicate


@dataclass(frozen=True)
class Effect:
    """One campaign: what will happen there. `kept`: the name under which the organization stays on its list."""

    campaign: str
    fate: Fate
    kept: str
    yielding: str = ""


class Followers(Protocol):
    """What whoever keeps signatures can do; a module with these functions is one."""

    def signed(self, account: Account, organization_id: uuid.UUID, locale: str) -> Sequence[Signed]:
        """What the organization signed, the latest first, as far as that account may see."""

    def kind_changed(self, organization: Organization) -> None:
        """Within a unit of work: regional tables come first on the lists."""

    def effects(self, kept_id: uuid.UUID, merged_id: uuid.UUID, locale: str) -> Sequence[Effect]:
        """What a merge would do, campaign by campaign."""

    def merge(self, kept: Organization, merged: Organization, *, by: Account) -> dict[str, Any]:
        """Within a unit of work: the signatures follow. Returns what it takes to part them again, for JSON."""

    def part(self, kept: Organization, merged: Organization, trace: dict[str, Any], *, by: Account) -> None:
        """Within a unit of work: the signatures go back to where they were."""


_followers: list[Followers] = []


def register_followers(module: Followers) -> None:
    """At start: who keeps the signatures of organizations."""
    _followers[:] = [module]


def followers() -> Followers:
    """The feature that keeps the signatures of organizations."""
    return _followers[0]
