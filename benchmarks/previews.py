"""The preview of an import: how long somebody waits for it, and how much memory a very long file takes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import Any

from app.core import tabular
from app.imports import service as imports
from app.imports.models import Import
from benchmarks.measuring import Line, Size, Target, say
from benchmarks.names import Invented, invented
from benchmarks.processes import most_memory_mb
from benchmarks.seeding import SLUG, seed
from benchmarks.stage import Stage, started
from config import ROOT, Config

MOST_S, MOST_MB = 3.0, 300
HEADINGS = ("Organisme", "Région administrative", "Ville")
QUESTIONS = (
    "Horodateur", "Nom de votre organisme", "Région administrative", "Ville", "Votre nom", "Votre fonction",
    "Adresse courriel", "Votre conseil d’administration autorise-t-il cette signature?",
    "Acceptez-vous que le nom de votre organisme soit publié?",
)  # fmt: skip
SAID = ("Maude Mesure", "Direction générale", "Oui", "Oui")


def previews(stage: Stage, size: Size) -> list[Line]:
    """A file of a chapter against the whole register, then the answers of a form in a campaign that half signed; and
    the longest file that is taken, in a process of its own."""
    settings = stage.settings(stage.migrated("previews"), size.workers)
    signed = size.listed // 2
    seeded = seed(Config.from_env(settings), signed=signed, unsigned=size.register - signed)
    of_chapter = ("register", "", members(size.listed, since=size.register // 2))
    of_form = ("answers", SLUG, answers(size.listed))
    against = f"{size.listed:,} {{}}, {size.register:,} entries"
    with seeded.app.app_context():
        lines = [
            _waited("preview of " + against.format("lines"), stage, size, *of_chapter),
            _waited("preview of " + against.format("answers of a form"), stage, size, *of_form),
        ]
    return [*lines, _memory(stage, size, settings)]


def _memory(stage: Stage, size: Size, settings: dict[str, str]) -> Line:
    """Of the longest file that is taken: one process of the site reads and keeps it, a worker makes the preview."""
    say(f"    {size.longest_file:,} lines")
    site = _alone(settings, "site", str(size.longest_file))
    worker = _alone(settings, "worker", site["import"])
    line = Line(f"memory for {size.longest_file:,} lines", stage.engine, "MB", max(site["MB"], worker["MB"]))
    line.targets = [Target(f"≤ {MOST_MB} MB", line.product <= MOST_MB)]
    line.note = (
        f"the site reads and keeps it in {site['s']:.0f} s with {site['MB']:.0f} MB, "
        f"a worker previews it in {worker['s']:.0f} s with {worker['MB']:.0f} MB"
    )
    return line


def _waited(measure: str, stage: Stage, size: Size, kind: str, target: str, data: bytes) -> Line:
    line = Line(measure, stage.engine, "s", median(_timed(kind, target, data) for _ in range(size.rounds)))
    line.targets = [Target(f"≤ {MOST_S:g} s", line.product <= MOST_S)]
    line.note = "read, kept, judged and kept again: all that somebody waits for"
    return line


def members(lines: int, *, since: int = 0) -> bytes:
    """A chapter's list: the first half is in the register, some under « inc. » or in capitals; the rest is new."""
    return _as_csv(HEADINGS, ((name, one.region_code, one.city) for _, name, one in _written(lines, since)))


def answers(lines: int) -> bytes:
    """The sheet of a form: one address an organization."""
    person, title, board, published = SAID
    return _as_csv(
        QUESTIONS,
        (
            ("2026-11-02 10:00:00", name, one.region_code, one.city, person, title,
             f"maude.{number}@example.org", board, published)
            for number, name, one in _written(lines, 0)
        ),
    )  # fmt: skip


def _written(lines: int, since: int) -> Iterator[tuple[int, str, Invented]]:
    for number, one in enumerate(islice(invented(since + lines), since, None)):
        yield number, f"{one.name} inc." if number % 5 == 0 else one.name.upper() if number % 7 == 0 else one.name, one


def _as_csv(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    writer.writerows(rows)
    return stream.getvalue().encode()


def _timed(kind: str, target: str, data: bytes) -> float:
    """As the pages do it, one after the other."""
    began = time.perf_counter()
    one = _received(kind, target, data)
    took = time.perf_counter() - began
    if sum(one.counts.values()) != one.total:
        raise RuntimeError("a line was lost")
    return took


def _received(kind: str, target: str, data: bytes) -> Import:
    """Read, kept, its columns taken as they were guessed; previewed at once unless it is long."""
    table = tabular.read(data)
    one = imports.receive(imports.named(kind), target, table, file_name="liste.csv", by=None, region_codes=None)
    return imports.map_columns(one.id, one.mapping)


def _alone(settings: dict[str, str], step: str, what: str) -> dict[str, Any]:
    """In a process of its own, which says how much memory it took at most."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.previews", step, what],
        cwd=ROOT, env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _main(step: str, what: str) -> None:
    began, told = time.perf_counter(), {}
    with started(Config.from_env(os.environ)).app_context():
        if step == "site":
            told["import"] = str(_received("register", "", members(int(what))).id)
        else:
            imports.work_on(uuid.UUID(what))
    told |= {"s": time.perf_counter() - began, "MB": most_memory_mb()}
    print(json.dumps(told))


if __name__ == "__main__":
    _main(*sys.argv[1:])
