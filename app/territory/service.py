"""What is asked of the territory: its regions, its ridings, and in which of them somebody lives.

A place that lies in several ridings gives several: whoever asks chooses, the program never guesses.
"""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa

from app.core.database import db
from app.territory.importing.at_once import (
    import_municipalities,
    import_postal_codes,
    import_ridings,
    load_municipalities,
    load_postal_codes,
)
from app.territory.importing.files import begin, discard, forget_old, receive, work_on, work_on_all
from app.territory.importing.overview import Loaded, files, loaded, one, percent
from app.territory.importing.words import in_words, why_unreadable
from app.territory.maps import active_map, map_named, maps, riding_named, ridings
from app.territory.models import Region
from app.territory.places import (
    ELECTORAL_AUTHORITY,
    Found,
    Method,
    RidingFound,
    is_named,
    lookup,
    municipalities_called,
    municipalities_matching,
    places_of_postal_code,
    ridings_of,
)
from app.territory.reference import load_map_of_2026, load_regions, load_riding_aliases
from app.territory.reference import own_rows as rows
from app.territory.spelling import region_called

__all__ = [
    "ELECTORAL_AUTHORITY",
    "Found",
    "Loaded",
    "Method",
    "RidingFound",
    "active_map",
    "begin",
    "discard",
    "files",
    "forget_old",
    "import_municipalities",
    "import_postal_codes",
    "import_ridings",
    "in_words",
    "is_named",
    "load_map_of_2026",
    "load_municipalities",
    "load_postal_codes",
    "load_regions",
    "load_riding_aliases",
    "loaded",
    "lookup",
    "map_named",
    "maps",
    "municipalities_called",
    "municipalities_matching",
    "of_region",
    "one",
    "percent",
    "places_of_postal_code",
    "receive",
    "region_called",
    "regions",
    "riding_named",
    "ridings",
    "ridings_of",
    "rows",
    "why_unreadable",
    "work_on",
    "work_on_all",
]


def regions() -> list[Region]:
    """The 17 regions in code order, then National."""
    return sorted(db.session.scalars(sa.select(Region)), key=lambda region: region.position)


def of_region(code: str) -> str:
    """« du Bas-Saint-Laurent », « de Laval », « des Laurentides »: what follows « les organismes »."""
    return _after_a_noun()[code]


@lru_cache(maxsize=1)
def _after_a_noun() -> dict[str, str]:
    return {row["code"]: row["of"] for row in rows("regions.csv")}
