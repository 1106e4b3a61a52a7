"""An edition in figures, as they stood when it was frozen: by region, MRC, riding, kind and authority. For staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.collation import sort_key
from app.cosignatures import service as cosignatures
from app.cosignatures.models import Level
from app.editions.exporting import level_in_words
from app.editions.models import Edition
from app.editions.tables import kind_in_words
from app.organizations.models import Kind
from app.territory.models import NATIONAL


class By(StrEnum):
    """What an edition counts its organizations by; also the key in `Edition.counts`."""

    REGION = "region"
    MRC = "mrc"
    RIDING = "riding"
    KIND = "kind"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class Counted:
    """One of these figures, with the words of what it counts; None: the register did not say."""

    name: str | None
    count: int


def counted(edition: Edition) -> dict[By, Sequence[Counted]]:
    """Regions in their order, the others from the most to the fewest; those of whom nothing is known come last."""
    found: dict[By, Sequence[Counted]] = {}
    regions = cosignatures.region_names()
    for by in By:
        counts = sorted(edition.counts[by.value].items(), key=lambda item: (item[0] == NATIONAL, item[0]))
        lines = [Counted(_in_words(by, key, regions), count) for key, count in counts]
        if by is not By.REGION:
            lines.sort(key=lambda line: (line.name is None, -line.count, sort_key(line.name or "")))
        found[by] = lines
    return found


def _in_words(by: By, key: str, regions: dict[str, str]) -> str | None:
    if by is By.REGION:
        return regions[key] if key == NATIONAL else f"{key} {regions[key]}"
    if by is By.KIND:
        return kind_in_words(Kind(key))
    if by is By.AUTHORITY:
        return level_in_words(Level(key))
    return key or None
