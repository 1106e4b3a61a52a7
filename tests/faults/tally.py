"""What the long faults counted, written down as benchmarks/results/faults.md when they are over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from config import ROOT

RESULTS = ROOT / "benchmarks" / "results"
COLUMNS = ("faults", "mails", "lost", "doubled", "ambiguous", "said")
HEAD = """# Faults, counted

Written by `make faults` (`tests/faults/`): real workers, killed; a relay that misbehaves; mails counted by Message-ID
at its final dot. *Lost*: neither arrived nor shown to staff. *Doubled*: arrived more than once. *Ambiguous*: nobody
knows whether it left, and staff see it. A test that has no line here was not run to its end.
"""

noted: dict[tuple[str | None, str], dict[str, Any]] = {}


def note(name: str, *, engine: str | None = None, **counted: Any) -> None:
    """What one test counted; on which database, where that is not the one of the run."""
    noted[engine, name] = counted


def write(engine: str, results: Path = RESULTS) -> None:
    """Beside what the other engine gave; only the tests that ran are written anew."""
    data = results / "faults.json"
    told = json.loads(data.read_text("utf-8")) if data.exists() else {}
    for (own_engine, name), counted in noted.items():
        told.setdefault(own_engine or engine, {})[name] = {"on": str(date.today()), **counted}  # noqa: DTZ011
    data.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    (results / "faults.md").write_text(rendered(told), "utf-8")


def rendered(told: dict[str, dict[str, dict[str, Any]]]) -> str:
    text = HEAD
    for engine in sorted(told, reverse=True):
        text += f"\n## {engine}\n\n| test | {' | '.join(COLUMNS)} | on |\n|{'---|' * (len(COLUMNS) + 2)}\n"
        for name, counted in sorted(told[engine].items(), key=lambda one: int(one[0].partition(".")[0])):
            cells = [str(counted.get(column, "")) for column in (*COLUMNS, "on")]
            text += f"| {name} | {' | '.join(cells)} |\n"
    return text
