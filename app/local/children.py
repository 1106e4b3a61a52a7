"""How the launcher's processes are tied to it, so that none outlives it."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sign: int = signal.SIGTERM) -> Callable[[], None] | None:
    """What a child calls before exec so that the kernel signals it when its parent dies, even by kill -9.

    Linux only, and None elsewhere. The kernel watches the *thread* that forked: fork from the main one.
    """
    if _libc is None:
        return None
    prctl, parent = _libc.prctl, os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # it died between fork and prctl: the signal would never come
            os._exit(1)

    return arm


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that it can be found and ended."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
