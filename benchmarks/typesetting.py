"""The PDF of an edition: as long as typst alone takes on the same source, and not much more; and how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from app.core.typesetting import composing, composing_child
from app.editions import documents, finding, rendering
from app.editions.models import Edition
from benchmarks.measuring import Line, Size, Target

MOST_RATIO, MOST_MB = 1.5, 400
# What whoever knew nothing of us would type: no bound, no check of signs, nothing kept.
ALONE = """
import sys, time, typst
began = time.perf_counter()
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[2]])
typst.Compiler(sys.argv[1], font_paths=fonts).compile(format="pdf", pdf_standards=["ua-1"])
took, status = time.perf_counter() - began, open("/proc/self/status").read()
print(took, int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""


def typesetting(engine: str, size: Size, edition: Edition, make: Callable[[], object]) -> list[Line]:
    """`make` is all that a worker does for one document."""
    pairs, memory = [], 0.0
    with TemporaryDirectory() as folder:
        _lay_out(Path(folder), edition)
        for _ in range(size.rounds):
            began = time.perf_counter()
            make()
            took = time.perf_counter() - began
            alone, memory = _alone(Path(folder))
            pairs.append((took, alone))
    ratios = [took / alone for took, alone in pairs]
    speed = Line(
        f"PDF of {size.listed:,} organizations", engine, "s", median(took for took, _alone in pairs),
        ceiling=median(alone for _took, alone in pairs), ratio=median(ratios), ratios=ratios,
        note="ceiling: typst alone on the same source",
    )  # fmt: skip
    speed.targets = [Target(f"≤ {MOST_RATIO:g} × typst alone", median(ratios) <= MOST_RATIO)]
    weight = Line(f"memory for the PDF of {size.listed:,} organizations", engine, "MB", memory)
    weight.targets = [Target(f"≤ {MOST_MB} MB", memory <= MOST_MB)]
    return [speed, weight]


def _lay_out(folder: Path, edition: Edition) -> None:
    found = rendering.sections(edition, finding.lines(edition))
    words = rendering.printed(edition, found, edition.list_preset, "fr")
    facts = documents.with_names(documents.around(edition, None, "fr"), edition, found, words)
    order = {"templates": str(composing.TEMPLATES), "facts": json.loads(json.dumps(facts)), "files": {}}
    composing_child.lay_out(folder, order, b"")


def _alone(folder: Path) -> tuple[float, float]:
    """Seconds and megabytes, in a process that has not composed it before."""
    said = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(folder / "edition.typ"), str(composing.FONTS)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    seconds, megabytes = map(float, said.split())
    return seconds, megabytes
