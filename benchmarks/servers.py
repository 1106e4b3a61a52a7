"""The product and the ceilings under the same web server: the command that `flask up` runs, with another target."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.local.children import die_with_parent
from app.local.engines import free_port
from app.local.launch import _web_command as web_command
from config import ROOT, Config

PRODUCT = "wsgi:app"
CEILINGS = "benchmarks.ceilings:app"
READY_S = 60.0
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A web server that answers."""

    port: int


@contextlib.contextmanager
def serving(target: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """Granian with the workers and threads of `flask up`, on a free port, until the block ends."""
    port = free_port()
    command = [*web_command({**environ, "PORT": str(port)})[:-1], target]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_clean() | dict(environ) | {"PORT": str(port)},
            stdout=log,
            stderr=log,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        try:
            _wait(process, port, log)
            yield Server(port)
        finally:
            _stop(process)


def _clean() -> dict[str, str]:
    """Our own environment without the product's settings: those of the run are given, not inherited."""
    return {name: value for name, value in os.environ.items() if name not in Config.__dataclass_fields__}


def _wait(process: subprocess.Popen[bytes], port: int, log: object) -> None:
    deadline = time.monotonic() + READY_S
    while not answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)  # type: ignore[attr-defined]
            raise RuntimeError(f"the web server did not start:\n{log.read()[-3000:].decode()}")  # type: ignore[attr-defined]
        time.sleep(0.05)


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/pret", headers={"Host": "localhost"})
        return line.getresponse().status in (200, 404)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask, then end the whole group: a server that hangs while it stops must not outlive the measure."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(12)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Neighbours:
    """What other programs of the machine burned meanwhile, in cores: the noise of a measure."""

    def __init__(self) -> None:
        self.at, self.busy, self.own = time.perf_counter(), _busy(), _own()

    def cores(self) -> float:
        took = time.perf_counter() - self.at
        return max(0.0, ((_busy() - self.busy) - (_own() - self.own)) / took)


def _busy() -> float:
    """Seconds that all cores spent working since the start of the machine."""
    first, _, _ = Path("/proc/stat").read_text(encoding="ascii").partition("\n")
    user, nice, system, _idle, _wait, irq, softirq = map(int, first.split()[1:8])
    return (user + nice + system + irq + softirq) / TICK


def _own() -> float:
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
