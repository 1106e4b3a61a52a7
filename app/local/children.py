"""The launcher's processes, and how they are tied to it so that none outlives it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 0.5, 30.0
STEADY_S = 60.0  # a process that lived this long is restarted as if for the first time


@dataclass
class Child:
    """One process to keep alive. `stop_within` seconds after SIGTERM, it is killed."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(repr=False)
    stop_within: float = 10.0
    log: Path | None = None  # where it writes what it does not say to the console
    process: subprocess.Popen[bytes] | None = None
    restart_at: float | None = None
    _started_at: float = field(default_factory=time.monotonic)
    _failures: int = 0

    def start(self, folder: Path, keep: Sequence[int]) -> int:
        """Start it in a process group of its own, which Ctrl-C does not reach; return its output."""
        output, write_end = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                env=dict(self.environ),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=write_end,
                stderr=write_end,
                pass_fds=keep,
                process_group=0,
                preexec_fn=die_with_parent(),  # safe: the launcher has one thread
            )
        except OSError:
            os.close(output)
            raise
        finally:
            os.close(write_end)
        os.set_blocking(output, False)
        self._started_at, self.restart_at = time.monotonic(), None
        return output

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, sign: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)

    def kill_group(self) -> None:
        """End whatever it left behind in its group (the processes of a web server killed by force)."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def plan_restart(self) -> float:
        """Decide when to start it again: at once, then less and less often. Returns the seconds to wait."""
        lived = time.monotonic() - self._started_at
        self._failures = 0 if lived > STEADY_S else self._failures + 1
        wait: float = min(FIRST_BACKOFF_S * 2 ** max(self._failures - 1, 0), LONGEST_BACKOFF_S)
        self.restart_at = time.monotonic() + wait
        return wait


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


def reap_orphans(known: set[int]) -> None:
    """Collect adopted processes that ended, leaving those in `known` to whoever started them."""
    if not hasattr(os, "waitid"):
        return
    with contextlib.suppress(ChildProcessError):
        while found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if found.si_pid in known:
                return
            os.waitpid(found.si_pid, 0)


def end_orphans() -> None:
    """Kill every process that is still below this one; what they leave is adopted and killed in turn."""
    while below := _children_of(os.getpid()):
        for process in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process, 0)


def _children_of(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # pid (name, which may hold spaces and parentheses) state ppid …
            if int(path.read_text(errors="replace").rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found
