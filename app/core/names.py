"""What is kept beside the name of an organization, so that lists are in order and people find it."""

from __future__ import annotations

from typing import NamedTuple

from app.core.collation import sort_key
from app.core.keys import search_key


class NameKeys(NamedTuple):
    """The columns of these names, wherever a name is shown in lists."""

    sort_key: str
    sort_key_bare: str  # without the leading article
    search_key: str


def keys_of(name: str) -> NameKeys:
    return NameKeys(sort_key(name), sort_key(name, article=False), search_key(name))
