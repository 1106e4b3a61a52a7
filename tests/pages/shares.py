"""A walk over the catalogue in three shares, each in a world of its own, whatever processes there are.

What a case finds then hangs on the cases before it in its share, which are always the same, and never on which
process was free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

SHARES = 3  # as many as `make` starts processes


def in_shares(arguments: str, cases: Iterable[Any]) -> Callable[[Any], Any]:
    """The walk of these cases, dealt out in turn; the test takes `world` and each of the `arguments`."""

    def mark(test: Any) -> Any:
        dealt = [
            pytest.param(share, *case, id="-".join(map(str, case)), marks=pytest.mark.xdist_group(name(test, share)))
            for share in range(SHARES)
            for case in all_cases[share::SHARES]
        ]
        names = ("world", *arguments.split(","))
        return pytest.mark.parametrize(names, dealt, indirect=["world"], scope="module")(test)

    all_cases = [case if isinstance(case, tuple) else (case,) for case in cases]
    return mark


def in_a_share(test: Any) -> Any:
    """A walk that is one test, in the world of the first share."""
    share = pytest.param(0, marks=pytest.mark.xdist_group(name(test, 0)))
    return pytest.mark.parametrize("world", [share], indirect=True, scope="module")(test)


def name(test: Any, share: int) -> str:
    return f"{test.__module__}.{share}"
