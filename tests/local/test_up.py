"""`flask up` for real: every process, started and stopped as people do it."""

import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.local.engines import free_port
from tests.engines import SmtpSink, wait_until
from tests.local.processes import is_alive, marked

ROOT = Path(__file__).parents[2]
UP = [sys.executable, "-m", "app.local"]  # what `make run` types; the first start here is by the command of Flask
FLASK_UP = [sys.executable, "-m", "flask", "--app", "wsgi:app", "up"]
STARTED = "Ctrl-C"
BOUND_S = 300  # with every core busy many times over; it takes a twentieth of it on a quiet machine


class Installation:
    """A folder of data, a port, and whatever was started on them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "var", free_port()
        self.log = folder / "up.log"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "WORKERS": "1",
            "GRANIAN_BLOCKING_THREADS_IDLE_TIMEOUT": "5",  # seconds, the least that it takes
        }

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait for its welcome."""
        with self.log.open("wb") as log:
            process = subprocess.Popen(UP, cwd=ROOT, env=self.environ, stdout=log, stderr=log)
        wait_until(lambda: STARTED in self.said() or process.poll() is not None, "flask up", BOUND_S)
        assert STARTED in self.said(), self.said()
        return process

    def start_in_background(self) -> int:
        """Start it as a background job of a shell that ends: SIGINT is ignored then. Returns its number."""
        self.log.write_text("")
        command = f"{shlex.join(FLASK_UP)} >>{shlex.quote(str(self.log))} 2>&1 & echo $!"
        shell = subprocess.run(
            ["/bin/sh", "-c", command], cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, text=True, check=True
        )
        launcher = int(shell.stdout)
        wait_until(lambda: STARTED in self.said() or not is_alive(launcher), "flask up", BOUND_S)
        assert STARTED in self.said(), self.said()
        return launcher

    def launcher(self) -> int:
        return int((self.folder / "lock").read_text().split()[0])

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def processes(self) -> list[int]:
        return marked(str(self.folder))

    def child(self, words: str) -> list[int]:
        return [
            number
            for number in self.processes()
            if words in Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        ]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def rows(self, table: str) -> int:
        with sqlite3.connect(self.folder / "portevoix.sqlite3") as connection:
            (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        return int(number)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    place = Installation(tmp_path)
    yield place
    for number in place.processes():
        os.kill(number, signal.SIGKILL)


@pytest.mark.audit
@pytest.mark.timeout(900)
def test_a_demonstration_lives_and_dies_as_people_expect(installation: Installation, redis_url: str, smtp: SmtpSink):
    launcher = installation.start_in_background()
    assert f"http://localhost:{installation.port}" in installation.said()

    # Everything answers, and the demonstration is there.
    assert "Porte-voix" in installation.get("/")
    assert "<h1>Courrier local</h1>" in installation.get("/courrier")
    organizations = installation.rows("organizations")
    assert organizations > 0
    web = installation.child("granian")
    assert set(ThreadPoolExecutor(8).map(installation.get, ["/"] * 40)) == {installation.get("/")}
    busy = threads(web)
    wait_until(lambda: _is_healthy(installation), "the first round of the scheduler", BOUND_S, 0.2)
    for words in ("granian", "worker.py", "worker.py --schedule", "app.local.inbox", "valkey-server"):
        wait_until(lambda words=words: installation.child(words), words)

    # A second one in the same folder is refused with a sentence.
    second = subprocess.run(UP, cwd=ROOT, env=installation.environ, capture_output=True, text=True)
    assert second.returncode == 1
    assert "is already running in this folder" in second.stderr

    # Threads that were busy and then idle end, and take nothing with them.
    wait_until(lambda: threads(web) < busy, "the end of idle threads", BOUND_S, 0.1)
    assert "Porte-voix" in installation.get("/")
    assert installation.child("granian") == web
    assert "Unexpected exit" not in installation.said()

    # What is killed comes back.
    for web in installation.child("granian"):
        os.kill(web, signal.SIGKILL)
    wait_until(lambda: "web       | ended (-9)" in installation.said(), "the end of the web server", BOUND_S)
    wait_until(lambda: _is_ready(installation), "the web server again", BOUND_S, 0.1)

    # SIGINT stops everything, although the shell had it ignored.
    os.kill(launcher, signal.SIGINT)
    wait_until(lambda: not is_alive(launcher), "the end", BOUND_S)
    assert "Stopped." in installation.said()
    assert "did not stop in time" not in installation.said()
    assert installation.processes() == []

    # A second start keeps the data; here with a Redis and a mail server of one's own.
    secret = (installation.folder / "secret").read_text()
    installation.environ |= {"REDIS_URL": redis_url, "MAIL_SERVER": smtp.host, "MAIL_PORT": str(smtp.port)}
    again = installation.start()
    assert "demo      |" not in installation.said()
    assert "migrate   |" not in installation.said()
    assert installation.rows("organizations") == organizations
    assert (installation.folder / "secret").read_text() == secret
    assert installation.child("valkey-server") + installation.child("app.local.inbox") == []
    with pytest.raises(urllib.error.HTTPError, match="404"):
        installation.get("/courrier")

    # The launcher killed by force takes all the others along.
    again.kill()
    again.wait(10)
    wait_until(lambda: installation.processes() == [], "the end of every process", BOUND_S)


def threads(processes: list[int]) -> int:
    return sum(len(list(Path(f"/proc/{number}/task").iterdir())) for number in processes)


def _is_ready(installation: Installation) -> bool:
    return _answers(installation, "/pret")


def _is_healthy(installation: Installation) -> bool:
    return _answers(installation, "/sante")


def _answers(installation: Installation, path: str) -> bool:
    try:
        return bool(installation.get(path))
    except OSError:  # nobody there, or 503
        return False
