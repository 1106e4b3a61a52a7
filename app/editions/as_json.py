"""An edition as JSON, with everything that it takes to work its checksum out again: docs/fr/editions.md says how."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.editions import canonical
from app.editions.finding import Shown
from app.editions.models import Edition


def as_json(
    edition: Edition, slug: str, shown: Sequence[Shown], leaves: Sequence[tuple[int, str]], region_code: str | None
) -> str:
    """Of a line that is shown no more, its leaf alone. The counts are of those that are shown; by MRC and by riding
    they are all that is said of these: no organization agreed to more than its name, its region and its municipality.
    """
    by_position = {line.position: line for line in shown}
    told = {
        "header": canonical.header(edition, slug),
        "checksum": edition.checksum,
        "leaf_fields": canonical.LEAF_FIELDS,
        "region": region_code,  # of a part of the edition: its checksum needs the whole
        "count": len(shown),
        "by_region": _counted(line.region_code for line in shown),
        "by_mrc": _counted(line.mrc for line in shown),  # "": the register does not say
        "by_riding": _counted(line.riding for line in shown),
        "lines": [_line(position, leaf, by_position) for position, leaf in leaves],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _line(position: int, leaf: str, shown: Mapping[int, Shown]) -> dict[str, Any]:
    line = shown.get(position)
    if line is None:
        return {"position": position, "leaf": leaf}
    return {
        "position": position,
        "salt": line.salt,
        "name": line.name,
        "region": line.region_code,
        "city": line.city,
        "leaf": leaf,
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
