"""What processes burn: ours, and what other programs of the machine burned meanwhile."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Neighbours:
    """What other programs of the machine burned meanwhile, in cores: the noise of a measure."""

    def __init__(self) -> None:
        self.at, self.busy, self.own = time.perf_counter(), _busy(), own_cpu()

    def cores(self) -> float:
        took = time.perf_counter() - self.at
        return max(0.0, ((_busy() - self.busy) - (own_cpu() - self.own)) / took)


def _busy() -> float:
    """Seconds that all cores spent working since the start of the machine."""
    first, _, _ = Path("/proc/stat").read_text(encoding="ascii").partition("\n")
    user, nice, system, _idle, _wait, irq, softirq = map(int, first.split()[1:8])
    return (user + nice + system + irq + softirq) / TICK


def own_cpu() -> float:
    """Seconds that this process and all that descends from it spent, those that ended included."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
                spent[int(entry.name)] = sum(map(int, fields[11:15])) / TICK
    waiting, total = [os.getpid()], 0.0
    while waiting:
        process = waiting.pop()
        total += spent.get(process, 0.0)
        waiting += children.get(process, [])
    return total


def most_memory_mb() -> float:
    """Of this process alone: what `getrusage` says begins with that of whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
