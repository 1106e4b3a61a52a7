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

from app.local.children import die_with_parent
from app.local.engines import free_port
from app.local.launch import web_command
from config import ROOT, Config

PRODUCT = "wsgi:app"
CEILINGS = "benchmarks.ceilings:app"
READY_S = 60.0


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
