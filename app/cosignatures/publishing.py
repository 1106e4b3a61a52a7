"""What is public once the list is frozen into editions: a higher feature keeps them, and says so at start."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from app.campaigns.models import Campaign


@dataclass(frozen=True)
class Signed:
    """One of the latest signatories, for the page of the campaign."""

    name: str
    city: str
    region_code: str


class Publication(Protocol):
    """What whoever keeps editions can say; a module with these functions is one."""

    def counts(self) -> Mapping[uuid.UUID, int]:
        """How many organizations are shown, by the id of each campaign that has an edition."""

    def counts_by_region(self, campaign: Campaign) -> dict[str, int] | None:
        """The same for one campaign, region by region; None: it has no edition yet."""

    def latest(self, campaign: Campaign, limit: int) -> list[Signed] | None:
        """The last ones to be validated, newest first; None: it has no edition yet."""

    def is_published(self) -> sa.ColumnElement[bool]:
        """The condition under which everybody can read a cosignature, under its present name."""

    def is_counted(self) -> sa.ColumnElement[bool]:
        """The condition under which a cosignature is one of the public total, under whatever name."""

    def taken_back(self, cosignature_id: uuid.UUID) -> None:
        """Within a unit of work: the signatory took it back, and the name leaves whatever was published."""


_publication: list[Publication] = []


def register_publication(module: Publication) -> None:
    """At start: who keeps the editions."""
    _publication[:] = [module]


def publication() -> Publication:
    """Whoever registered."""
    return _publication[0]
