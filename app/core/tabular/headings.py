"""Which column holds what: guessed from the headings and from the cells, for a person to confirm or set right."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.keys import matching_key
from app.core.tabular.table import Table

_SAMPLE = 200  # rows whose cells are looked at
_MOST = 0.7  # of the cells that hold something
_FEW = 0.2


@dataclass(frozen=True, kw_only=True)
class Field:
    """What a column may hold. `headings`: patterns on the folded heading, the surest first."""

    name: str
    headings: tuple[str, ...]
    looks_like: Callable[[str], bool] | None = None
    by_cells: bool = False  # its cells alone tell it, under any heading


def folded(heading: str) -> str:
    """« Nom de l’organisme (au long) » as « nom de l organisme au long »."""
    return matching_key(re.sub(r"[()\[\]«»\"]", " ", heading))


def guess(table: Table, fields: Sequence[Field]) -> dict[str, str]:
    """The column of each field that has one, by the name of the field. A column serves once."""
    scored = sorted(
        ((_score(table, position, field), -order, -position) for order, field in enumerate(fields)
         for position in range(len(table.columns))),
        reverse=True,
    )  # fmt: skip
    found: dict[str, str] = {}
    taken: set[int] = set()
    for score, order, position in scored:
        name = fields[-order].name
        if score > 0 and name not in found and -position not in taken:
            found[name] = table.columns[-position]
            taken.add(-position)
    return found


def _score(table: Table, position: int, field: Field) -> float:
    heading = folded(table.columns[position])
    said = next((100 - 3 * rank for rank, one in enumerate(field.headings) if re.search(one, heading)), 0)
    if field.looks_like is None:
        return said
    share = _share(table, position, field.looks_like)
    if share is None:
        return said
    if said:
        return said + 20 * share - (60 if share < _FEW else 0)
    return 30 * share if field.by_cells and share >= _MOST else 0


def _share(table: Table, position: int, looks_like: Callable[[str], bool]) -> float | None:
    """How many of the cells that hold something look like it; None when all are empty."""
    cells = [row.cells[position] for row in table.rows[:_SAMPLE] if row.cells[position]]
    return sum(map(looks_like, cells)) / len(cells) if cells else None
