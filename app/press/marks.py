"""What each file of a press kit is kept under, worked out once for each revision of the campaign's pages and each day.

A picture is asked for at each link that is shared; its figures ask a dozen questions of the database.
"""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from app.campaigns.models import Campaign
from app.core import renderings
from app.core.clock import today

MOST = 2000  # remembered by a process: the files of twenty campaigns in both languages


@dataclass(frozen=True)
class Asked:
    """A file of the press kit of a campaign, as an address names it."""

    name: str
    region_code: str | None
    locale: str

    @property
    def stem(self) -> str:
        """Under which its files are kept."""
        return f"{self.locale}-{self.region_code or 'tout'}-{self.name}"


@dataclass(frozen=True)
class Moment:
    """As long as the revision and the day stand, nothing else can be told."""

    revision: int
    day: date

    @classmethod
    def of(cls, campaign: Campaign) -> Moment:
        """To be asked before the figures are read: what changes meanwhile is another moment."""
        return cls(renderings.revision(campaign.page_key), today())

    def __str__(self) -> str:
        return f"{self.revision} {self.day}"


_known: OrderedDict[tuple[uuid.UUID, Asked], tuple[Moment, str]] = OrderedDict()
_one_at_a_time = threading.Lock()


def known(campaign: Campaign, asked: Asked, now: Moment) -> str:
    """Empty when it was not worked out at that moment."""
    moment, mark = _known.get((campaign.id, asked), (None, ""))
    return mark if moment == now else ""


def keep(campaign: Campaign, asked: Asked, now: Moment, mark: str) -> None:
    """The oldest are forgotten."""
    with _one_at_a_time:
        _known.pop((campaign.id, asked), None)
        _known[campaign.id, asked] = now, mark
        while len(_known) > MOST:
            _known.popitem(last=False)
