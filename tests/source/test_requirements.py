"""The locks say what pyproject.toml asks for, with hashes, and the audit of them cannot pass by not looking."""

import re
import tomllib
from pathlib import Path

import pytest

from requirements.audit import CLEAN, NOT_AUDITED, VULNERABLE, verdict

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}


def asked_for(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[\[<>=~! ;]", line)[0]) for line in requirements}


def locked(name: str) -> dict[str, str]:
    """The packages of a lock and what follows each: its hashes."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\S)", "\n".join(line for line in text.splitlines() if not line.strip().startswith("#")))
    return {canonical(re.split(r"[\[=]", block)[0]): block for block in blocks if block.strip()}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_run_lock_names_every_dependency_of_the_project():
    assert asked_for(PROJECT["project"]["dependencies"]) <= locked("run.txt").keys()


def test_the_dev_lock_names_every_tool_and_the_same_versions_as_the_run_lock():
    assert asked_for(PROJECT["dependency-groups"]["dev"]) <= locked("dev.txt").keys()
    run, dev = locked("run.txt"), locked("dev.txt")
    assert {name: dev.get(name, "").split()[0] for name in run} == {name: run[name].split()[0] for name in run}


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "uv.txt"])
def test_every_locked_package_is_pinned_with_hashes_and_without_a_registry(name):
    for package, block in locked(name).items():
        assert "==" in block, package
        assert "--hash=sha256:" in block, package
        assert "://" not in block, package


def test_the_browser_lock_is_exact_and_names_no_registry():
    lock = (ROOT / "tests" / "browser" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')


def test_the_audit_is_clean_only_when_every_package_was_looked_up():
    looked_up = {"name": "flask", "version": "3.1.3", "vulns": []}
    skipped = {"name": "rq", "skip_reason": "not found"}
    assert verdict({"dependencies": [looked_up]}) == (CLEAN, [])
    assert verdict({"dependencies": [looked_up, skipped]}) == (NOT_AUDITED, ["rq"])
    assert verdict({"dependencies": []}) == (NOT_AUDITED, [])
    assert verdict(None) == (NOT_AUDITED, [])


def test_one_vulnerable_package_fails_the_audit_whatever_was_skipped():
    report = {"dependencies": [{"name": "rq", "skip_reason": "?"}, {"name": "x", "version": "1", "vulns": [FLAW]}]}
    answer, lines = verdict(report)
    assert answer == VULNERABLE
    assert lines == ["x 1: PYSEC-2026-1, corrected in 2.0"]
