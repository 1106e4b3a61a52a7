"""The preview of an import: how long somebody waits for it, and how much memory a very long file takes."""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import time
from itertools import islice
from statistics import median

from app.core import tabular
from app.organizations import sheets
from benchmarks.measuring import Line, Size, Target, say
from benchmarks.names import invented
from benchmarks.seeding import seed
from benchmarks.stage import Stage
from config import ROOT, Config

MOST_S, MOST_MB = 3.0, 300
HEADINGS = ("Organisme", "Région administrative", "Ville")


def previews(stage: Stage, size: Size) -> list[Line]:
    """A file of a chapter against the whole register; then the longest file that is taken, in a process of its own."""
    settings = stage.settings(stage.migrated("previews"), size.workers)
    seeded = seed(Config.from_env(settings), signed=0, unsigned=size.register)
    data = members(size.listed, since=size.register // 2)
    with seeded.app.app_context():
        took = sorted(_timed(data) for _ in range(size.rounds))
    waiting = Line(f"preview of {size.listed:,} lines, {size.register:,} entries", stage.engine, "s", median(took))
    waiting.targets = [Target(f"≤ {MOST_S:g} s", waiting.product <= MOST_S)]
    say(f"    {size.longest_file:,} lines")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.previews", str(size.longest_file)],
        cwd=ROOT, env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    memory = Line(f"memory for {size.longest_file:,} lines", stage.engine, "MB", found["megabytes"])
    memory.targets = [Target(f"≤ {MOST_MB} MB", memory.product <= MOST_MB)]
    memory.note = f"previewed in {found['seconds']:.0f} s, by a worker"
    return [waiting, memory]


def members(lines: int, *, since: int = 0) -> bytes:
    """A chapter's list: the first half is in the register, some under « inc. » or in capitals; the rest is new."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(HEADINGS)
    for number, one in enumerate(islice(invented(since + lines), since, None)):
        name = f"{one.name} inc." if number % 5 == 0 else one.name.upper() if number % 7 == 0 else one.name
        writer.writerow((name, one.region_code, one.city))
    return stream.getvalue().encode()


def _timed(data: bytes) -> float:
    began = time.perf_counter()
    table = tabular.read(data)
    found = sheets.preview(table, sheets.columns_of(table))
    if len(found) != len(table.rows):
        raise RuntimeError("a line was lost")
    return time.perf_counter() - began


def _alone(lines: int) -> None:
    from app import create_app

    with create_app().app_context():
        seconds = _timed(members(lines))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    _alone(int(sys.argv[1]))
