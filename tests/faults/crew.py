"""Real worker processes that the fault tests start, kill, stop and count."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.deliveries import service as deliveries
from app.deliveries.models import State
from app.local.children import die_with_parent
from config import ROOT, Config
from tests.engines import wait_until
from tests.faults.nursery import ENDED
from tests.local.processes import is_alive

if TYPE_CHECKING:
    from tests.faults.conftest import Stage


def environment(config: Config) -> dict[str, str]:
    """The settings as a supervisor hands them to its processes."""
    told = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    for setting in fields(config):
        value = getattr(config, setting.name)
        if value is None or value == () or setting.name == "TESTING":
            continue
        if isinstance(value, tuple):
            value = ",".join(value)
        told[setting.name] = str(int(value)) if isinstance(value, bool) else str(value)
    return told


def start(config: Config, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`python worker.py …`, as in production."""
    with (folder / "workers.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, str(ROOT / "worker.py"), *arguments],
            env=environment(config),
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )


def end(process: subprocess.Popen[bytes], sign: int = signal.SIGTERM, seconds: float = 20) -> int:
    """Ask a process to end and wait for it; fails when it does not."""
    if process.poll() is None:
        process.send_signal(sign)
    return process.wait(seconds)


class Nursery:
    """One process that has loaded everything, from which workers are forked: loading takes seconds, forking none."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.log = folder / "crew.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("nursery.py"))],
                env={**environment(config), "PYTHONPATH": str(ROOT)},
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )

    def fork(self, signs_into: Path | None = None) -> int:
        """One more worker: it runs `worker.work` of its own accord, signals and all. Or somebody who signs."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{signs_into or ''}\n".encode())
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(60)


@dataclass
class Crew:
    """Workers that may be killed by the dozen."""

    stage: Stage
    size: int = 2
    alive: list[int] = field(default_factory=list)
    kills: int = 0

    def __enter__(self) -> Self:
        for _ in range(self.size):
            self.recruit()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.alive:
            os.kill(process, signal.SIGKILL)

    def recruit(self) -> int:
        process = self.stage.nursery.fork()
        self.alive.append(process)
        return process

    def kill_one(self) -> None:
        """kill -9, and somebody else takes the place."""
        victim = self.alive.pop(random.randrange(len(self.alive)))
        os.kill(victim, signal.SIGKILL)
        self.kills += 1
        self.recruit()

    def end_one(self, seconds: float = 20) -> None:
        """SIGTERM, as a supervisor does at every deployment; fails when the worker does not end."""
        self.see_out(signal.SIGTERM, seconds=seconds)
        self.recruit()

    def see_out(self, *signs: signal.Signals, seconds: float = 20) -> None:
        """Ask a worker to end, perhaps more than once; fails when it does not end by itself."""
        leaving = self.alive.pop(0)
        for sign in signs:
            with contextlib.suppress(ProcessLookupError):  # the first was enough
                os.kill(leaving, sign)
            time.sleep(0.05)
        deadline = time.monotonic() + seconds
        while is_alive(leaving):
            assert time.monotonic() < deadline, f"a worker did not end within {seconds:g} s"
            time.sleep(0.01)
        assert ENDED.format(leaving) in self.stage.nursery.log.read_text(errors="replace")

    def pause_one(self) -> int:
        """Stands still, as a machine that swaps or a suspended laptop; in the middle of a mail, not of a commit.

        A process that freezes while it writes keeps its locks: docs/adr/0001 says who then waits, and for how long.
        """
        while True:
            os.kill(self.alive[0], signal.SIGSTOP)
            if self.stage.takes_writes():
                return self.alive[0]
            os.kill(self.alive[0], signal.SIGCONT)
            time.sleep(0.01)


@dataclass
class Signers(Crew):
    """Processes that sign without end, and say what was acknowledged."""

    @property
    def file(self) -> Path:
        return self.stage.folder / "acknowledged.txt"

    def __enter__(self) -> Self:
        self.file.unlink(missing_ok=True)
        self.file.touch()
        return super().__enter__()

    def recruit(self) -> int:
        process = self.stage.nursery.fork(self.file)
        self.alive.append(process)
        return process

    def acknowledged(self) -> list[uuid.UUID]:
        """Those whose last letter was written: the line of a process that was killed may be cut."""
        lines = self.file.read_text().splitlines(keepends=True)
        return [uuid.UUID(line.strip()) for line in lines if line.endswith("\n") and len(line) == 37]

    def wait_for(self, number: int, seconds: float = 30) -> None:
        """Until so many more signatures were acknowledged."""
        wanted = len(self.acknowledged()) + number
        wait_until(lambda: len(self.acknowledged()) >= wanted, f"{number} more signatures", seconds)


@contextmanager
def scheduler(stage: Stage, number: int = 1) -> Iterator[None]:
    """The periodic jobs as in production, every 30 seconds."""
    processes = [start(stage.config, stage.folder, "--schedule") for _ in range(number)]
    try:
        yield
    finally:
        assert [end(process) for process in processes] == [0] * number


def longest(stage: Stage, source: State, to: State) -> timedelta:
    """The longest that any mail took from one state to the next."""
    waits = [timedelta(0)]
    for row in stage.rows():
        moves = deliveries.history(row.id)
        waits += [b.moved_at - a.moved_at for a, b in pairwise(moves) if (a.state, b.state) == (source, to)]
    return max(waits)


def nap(shortest: float, longest: float) -> None:
    time.sleep(random.uniform(shortest, longest))


def kill_while_sending(stage: Stage, crew: Crew, kills: int) -> None:
    """Each kill falls on a worker that has just been seen sending, at a random moment of its next mail."""
    while crew.kills < kills:
        seen = len(stage.sink.received)
        deadline = time.monotonic() + 30
        while not stage.sink.has(seen + 1, seconds=0.1):
            assert time.monotonic() < deadline, f"nothing is sent any more after {crew.kills} kills: {stage.counts()}"
            deliveries.sweep()
        nap(0, 0.15)
        crew.kill_one()
