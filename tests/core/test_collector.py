"""What is loaded at start is left alone by the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from app.core import collector


@pytest.fixture(autouse=True)
def collecting_as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    gc.enable()


def test_what_is_loaded_at_start_is_never_looked_through_again() -> None:
    with collector.starting():
        assert not gc.isenabled()
        loaded = [object]
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert not any(each is loaded for each in gc.get_objects())


def test_a_start_that_fails_leaves_the_collector_at_work() -> None:
    with pytest.raises(LookupError), collector.starting():
        raise LookupError
    assert gc.isenabled()
