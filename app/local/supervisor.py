"""Keeps the processes of one machine: starts them, shows what they say, restarts them, stops them in order.

One thread and one loop: the kernel ties each child to the thread that started it (see `children`).
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from app.local import children
from app.local.children import Child
from app.local.console import Console

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK_S = 0.5
HURRY_AFTER_S = 1.0


class StopAsked(Exception):
    """Ctrl-C, SIGTERM or a closed terminal, while something was being waited for."""


class StartFailed(Exception):
    """A process did not become ready; `hint` says where its own words are."""

    def __init__(self, name: str, log: Path | None = None) -> None:
        super().__init__(name)
        self.hint = f"Voir / see {log}" if log else "Voir plus haut. / See above."


class Supervisor:
    """The processes of one machine, and the signals that ask for their end."""

    def __init__(self, folder: Path, console: Console, keep: Sequence[int] = ()) -> None:
        self.folder, self.console, self.keep = folder, console, keep
        self.children: list[Child] = []
        self._asked_to_stop_at: float | None = None
        self._hurry = False
        self._selector = selectors.DefaultSelector()
        self._half_lines: dict[int, bytes] = {}
        self._wake_read, self._wake_write = socket.socketpair()
        for end in (self._wake_read, self._wake_write):
            end.setblocking(False)
        self._selector.register(self._wake_read, selectors.EVENT_READ)

    def take_signals(self) -> None:
        """Install every handler explicitly: a background job of a shell starts with SIGINT ignored."""
        signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)
        for sign in STOPPING:
            signal.signal(sign, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop
        children.adopt_orphans()

    def start(self, child: Child) -> None:
        self.children.append(child)
        self._spawn(child)

    def run(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> None:
        """Run a command to its end. Raises StartFailed when it fails."""
        task = Child(name, command, environ)
        self.start(task)
        try:
            while task.is_running:
                self._turn()
        finally:
            self._end([task])
            self.children.remove(task)
        if task.process is None or task.process.returncode:
            raise StartFailed(name)

    def wait_until(self, ready: Callable[[], bool], child: Child, seconds: float) -> None:
        """Wait for a child to be of use. Raises StartFailed when it ends or takes too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not child.is_running or time.monotonic() > deadline:
                raise StartFailed(child.name, child.log)
            self._turn(0.05)

    def watch(self) -> None:
        """Restart what ends, until asked to stop."""
        try:
            while True:
                self._turn()
                for child in self.children:
                    self._mend(child)
        except StopAsked:
            return

    def stop(self, order: Sequence[str]) -> None:
        """Stop everything: each in its turn gets SIGTERM, time, then SIGKILL; a later Ctrl-C hurries."""
        for name in order:
            self._end([child for child in self.children if child.name == name])
        self._end([child for child in self.children if child.name not in order])
        children.end_orphans()
        self._read(0)

    def _mend(self, child: Child) -> None:
        if child.is_running:
            return
        if child.restart_at is None:
            child.kill_group()
            wait = child.plan_restart()
            how = child.process.returncode if child.process else "?"
            self.console.line(child.name, f"ended ({how}), restarting in {wait:g} s")
        elif time.monotonic() >= child.restart_at:
            self._spawn(child)

    def _end(self, some: Sequence[Child]) -> None:
        for child in some:
            child.signal(signal.SIGTERM)
        for child in some:
            deadline = time.monotonic() + child.stop_within
            while child.is_running and not self._hurry and time.monotonic() < deadline:
                self._read(0.05)
            if child.is_running:
                self.console.line(child.name, "did not stop in time: killed")
            child.kill_group()
            if child.process is not None:
                child.process.wait()

    def _spawn(self, child: Child) -> None:
        output = child.start(self.folder, self.keep)
        self._selector.register(output, selectors.EVENT_READ, child.name)

    def _turn(self, seconds: float = TICK_S) -> None:
        """One turn of the loop: show what was said, collect what ended. Raises StopAsked."""
        self._read(seconds)
        children.reap_orphans({child.process.pid for child in self.children if child.process})
        if self._asked_to_stop_at is not None:
            raise StopAsked

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self._wake_read:
                self._wake_read.recv(4096)
            else:
                self._show(int(key.fd), str(key.data))

    def _show(self, output: int, name: str) -> None:
        said = os.read(output, 65536)
        *lines, rest = (self._half_lines.pop(output, b"") + said).split(b"\n")
        if not said:  # its last writer is gone
            self._selector.unregister(output)
            os.close(output)
            lines, rest = ([rest] if rest else []), b""
        elif rest:
            self._half_lines[output] = rest
        for line in lines:
            self.console.line(name, line.decode("utf-8", "replace").rstrip("\r"))

    def _ask_to_stop(self, sign: int, frame: FrameType | None) -> None:
        """One request may arrive twice (make passes SIGTERM on): only a later Ctrl-C means « now »."""
        if self._asked_to_stop_at is None:
            self._asked_to_stop_at = time.monotonic()
        elif sign == signal.SIGINT and time.monotonic() > self._asked_to_stop_at + HURRY_AFTER_S:
            self._hurry = True
