"""The supervisor, over programs that misbehave."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.local.children import LONGEST_BACKOFF_S, Child
from app.local.console import readable
from tests.engines import wait_until
from tests.local.processes import is_alive, marked

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def supervising(folder: Path, *names: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.local.supervised", str(folder), *names]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until(lambda: all(pids(folder, name) for name in names), "the first start")
        yield process
    finally:
        process.kill()
        process.communicate()
        wait_until(lambda: not marked(str(folder)), "the end of every process")


def notes(folder: Path) -> list[str]:
    path = folder / "notes"
    return path.read_text().splitlines() if path.exists() else []


def pids(folder: Path, name: str, what: str = "began") -> list[int]:
    return [int(line.split()[2]) for line in notes(folder) if line.startswith(f"{name} {what}")]


def end(process: subprocess.Popen[str], sign: signal.Signals = signal.SIGTERM) -> str:
    process.send_signal(sign)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    return output


def test_what_a_process_says_stands_behind_its_name(tmp_path: Path):
    with supervising(tmp_path, "polite") as process:
        assert re.search(r"^polite +\| bonjour$", end(process), re.MULTILINE)


def test_a_killed_process_is_started_again(tmp_path: Path):
    with supervising(tmp_path, "polite") as process:
        (first,) = pids(tmp_path, "polite")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(pids(tmp_path, "polite")) == 2, "the restart")
        assert "polite    | ended (-9), restarting in 0.5 s" in end(process)


def test_processes_are_stopped_in_order_and_the_deaf_one_is_killed(tmp_path: Path):
    with supervising(tmp_path, "polite", "second", "deaf") as process:
        (deaf,) = pids(tmp_path, "deaf")
        output = end(process)
    assert [line.split()[0] for line in notes(tmp_path) if " ended " in line] == ["second", "polite"]
    assert "deaf      | did not stop in time: killed" in output
    assert not is_alive(deaf)


def test_even_a_process_that_left_its_group_is_ended(tmp_path: Path):
    with supervising(tmp_path, "runaway") as process:
        (parent,) = pids(tmp_path, "runaway")
        (left,) = map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        end(process)
        assert not is_alive(left)


def test_a_supervisor_that_is_killed_takes_its_processes_along(tmp_path: Path):
    with supervising(tmp_path, "polite", "second") as process:
        process.kill()
        wait_until(lambda: not marked(str(tmp_path)), "the end of the processes", seconds=10)


def test_what_fails_at_once_is_tried_less_and_less_often():
    child = Child("x", [], {})
    assert [child.plan_restart() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, LONGEST_BACKOFF_S]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('{"event": "mail_kept", "size": 3, "level": "info"}', "mail_kept size=3"),
        ('{"event": "redis_lost", "level": "warning", "timestamp": "x"}', "WARNING redis_lost"),
        ("[INFO] Listening", "[INFO] Listening"),
        ('{"no": "event"}', '{"no": "event"}'),
        ("{not json", "{not json"),
    ],
)
def test_a_structured_line_reads_as_words(line: str, shown: str):
    assert readable(line) == shown
