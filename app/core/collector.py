"""When Python looks for what nobody holds any more.

Left to itself it looks once every 700 new objects, which is ten times a page, and from time to time through all that
the program consists of: 270,000 objects that never go away. A process answers nobody during those two tenths of a
second, and the next page of whoever waits there takes three times as long.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 10_000  # of a page or two; with five times as many, a long import takes 20 MB more


@contextmanager
def starting() -> Iterator[None]:
    """What is loaded within stays as long as the process, and is never looked through again; the rest, less often."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)
        gc.enable()
