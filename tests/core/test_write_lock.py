"""The line of those who write to SQLite: one after the other, and nobody waits for ever."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app.core.renderings import revision, touch
from app.core.unit_of_work import unit_of_work
from app.core.write_lock import WriteLock

HOLD = "import fcntl, sys; held = open(sys.argv[1], 'w'); fcntl.flock(held, fcntl.LOCK_EX); print(flush=True); input()"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.sqlite3-line"


@contextmanager
def another_program(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """It holds the lock until it is killed."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        yield holder
    finally:
        holder.kill()
        holder.communicate()


def test_one_at_a_time_in_this_process_and_beside_others(path: Path) -> None:
    shared, inside, most = WriteLock(path), [], []

    def write(lock: WriteLock) -> None:
        for _ in range(20):
            with lock.held():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    locks = [shared, shared, shared, WriteLock(path), WriteLock(path)]  # what other processes have is another one
    threads = [threading.Thread(target=write, args=[lock]) for lock in locks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (100, 1)


def test_whoever_dies_lets_the_next_one_write(path: Path) -> None:
    with another_program(path) as holder:
        threading.Timer(0.05, holder.send_signal, [signal.SIGKILL]).start()
        with WriteLock(path, patience_s=60).held():
            assert holder.wait(10) == -signal.SIGKILL


def test_a_unit_of_work_that_fails_leaves_the_line(app: Flask) -> None:
    with pytest.raises(RuntimeError), unit_of_work():
        raise RuntimeError
    with unit_of_work():
        touch("after")
    assert revision("after") == 1


def test_a_frozen_program_keeps_nobody_in_line_for_ever(
    app: Flask, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "write_lock", WriteLock(path, patience_s=0.05))  # PostgreSQL has none
    with another_program(path), unit_of_work():
        touch("meanwhile")
    assert revision("meanwhile") == 1
