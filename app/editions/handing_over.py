"""To how many the list was handed over: a higher feature knows, and says at start how to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.campaigns.models import Campaign


class HandedOver(Protocol):
    """Counted apart: members of the Assembly, and ministries."""

    @property
    def mnas(self) -> int: ...

    @property
    def ministries(self) -> int: ...


_ask: list[Callable[[Campaign], HandedOver]] = []


def tell_deposits_with(ask: Callable[[Campaign], HandedOver]) -> None:
    """At start: who knows."""
    _ask[:] = [ask]


def deposited(campaign: Campaign) -> HandedOver:
    """As everybody reads it beside the list."""
    return _ask[0](campaign)
