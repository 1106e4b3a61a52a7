"""How staff find an organization on the desk of a region: every word of its name that was typed, in any order.

Case, accents and apostrophes are ignored. What the page holds whole is searched in memory, the rest by the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import sqlalchemy as sa

from app.core.keys import search_key
from app.core.plain_text import one_line
from app.cosignatures.models import Cosignature

LONGEST = 100


class Named(Protocol):
    """A line of a list that can be searched."""

    @property
    def search_key(self) -> str: ...


N = TypeVar("N", bound=Named)


def holding(query: str, rows: Sequence[N]) -> list[N]:
    """Those whose name holds every word typed."""
    words = _words(query)
    return [row for row in rows if all(word in row.search_key for word in words)]


def named(query: str) -> list[sa.ColumnElement[bool]]:
    """The same, for the cosignatures of a question that the database answers in part."""
    return [Cosignature.search_key.contains(word) for word in _words(query)]


def _words(query: str) -> list[str]:
    return search_key(one_line(query)[:LONGEST]).split()
