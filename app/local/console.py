"""What a person reads in the terminal: one line an event, each behind the name of its process."""

from __future__ import annotations

import json
import os
import sys

WIDTH = 9
COLOURS = {"web": 36, "worker": 35, "scheduler": 34, "inbox": 33, "valkey": 32}
QUIET = {"event", "level", "timestamp"}


class Console:
    """Writes to standard output, and goes on in silence once nobody reads it any more."""

    def __init__(self) -> None:
        self._lost = False
        self._coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def line(self, name: str, text: str) -> None:
        mark = f"{name:<{WIDTH}} |"
        if self._coloured:
            mark = f"\033[{COLOURS.get(name, 90)}m{mark}\033[0m"
        self.plain(f"{mark} {readable(text)}")

    def plain(self, text: str) -> None:
        if self._lost:
            return
        try:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
        except OSError:  # the terminal was closed, or `| head` has seen enough
            self._lost = True


def readable(line: str) -> str:
    """A structured log line as words; any other line as it is."""
    if not line.startswith("{"):
        return line
    try:
        event = json.loads(line)
        name = event["event"]
    except (ValueError, KeyError, TypeError):
        return line
    level = str(event.get("level", "info"))
    details = " ".join(f"{key}={value}" for key, value in event.items() if key not in QUIET)
    return " ".join(part for part in (level.upper() if level != "info" else "", str(name), details) if part)
