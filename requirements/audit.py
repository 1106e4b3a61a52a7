"""Ask whether a known vulnerability concerns what requirements/run.txt locks (`make audit`).

Three answers, never confused: clean (0), vulnerable (1), not audited. A machine in a closed network cannot
reach the vulnerability service: it says so loudly and goes on, unless AUDIT=required (as before a release).
See docs/adr/0004-audit-in-a-closed-network.md.
"""

# ruff: noqa: T201 — a command speaks to the terminal

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("run.txt")
CACHE = Path(__file__).parents[1] / ".cache" / "pip-audit"
CLEAN, VULNERABLE, NOT_AUDITED = "clean", "vulnerable", "not audited"


def verdict(report: dict[str, Any] | None) -> tuple[str, list[str]]:
    """What pip-audit's report says, and the lines to show. None: it reached no service at all."""
    packages = report["dependencies"] if report else []
    lines = [
        f"{package['name']} {package['version']}: {flaw['id']}, corrected in {', '.join(flaw['fix_versions']) or '?'}"
        for package in packages
        for flaw in package.get("vulns", [])
    ]
    if lines:
        return VULNERABLE, lines
    unknown = sorted(package["name"] for package in packages if "skip_reason" in package)
    if not packages or unknown:
        return NOT_AUDITED, unknown
    return CLEAN, []


def ask() -> dict[str, Any] | None:
    """Run pip-audit against PyPI's own advisories; None when it has nothing to say."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
    command += ["--vulnerability-service", "pypi", "--format", "json", "--progress-spinner", "off"]
    command += ["--cache-dir", str(CACHE)]
    CACHE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)  # noqa: S603
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        print(done.stderr[-600:], file=sys.stderr)
        return None
    return report


def main() -> int:
    answer, lines = verdict(ask())
    if answer == CLEAN:
        print(f"No known vulnerability in {LOCK.name}.")
        return 0
    if answer == VULNERABLE:
        print("Known vulnerabilities:", *lines, sep="\n  ")
        return 1
    concerned = f"{len(lines)} packages of" if lines else "any of"
    print(
        f"NOT AUDITED: the vulnerability service does not know {concerned} {LOCK.name} (a closed network?).\n"
        "Run `make audit AUDIT=required` where PyPI itself can be reached before releasing."
    )
    return 1 if os.environ.get("AUDIT") == "required" else 0


if __name__ == "__main__":
    sys.exit(main())
