"""The file of all postal codes: how long its import takes beside the bare `executemany` of the same rows, how much
memory a worker needs for it, how long a supporter waits for their riding. Our own lines, in the form of the real file.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.core.database import WRITER, db
from app.territory import service as territory
from benchmarks.measuring import Line, Size, Target, say
from benchmarks.processes import most_memory_mb
from benchmarks.stage import SQLITE, Stage, started
from config import ROOT, Config

MOST_TIMES, MOST_MB, MOST_MS = 2.5, 300, 5.0
TWO_RIDINGS = 90  # codes, as in the real file
LOOKUPS = 4_000
HEADER = "CO_POSTL;CO_CIRC;NM_CIRC;CO_MUNCP;NM_MUNCP;CO_DESGN_MUNCP;CO_MRC;NM_MRC;CO_REGN_ADMNS;NM_REGN_ADMNS"
_FIGURES, _LETTERS = "0123456789", "ABCEGHJKLMNPRSTVWXYZ"
_TABLES = ("postal_codes", "municipality_ridings", "municipalities", "territory_files")
_KEEP = "INSERT INTO postal_codes (code, riding_id, rank, municipality_id) VALUES (?, ?, ?, ?)"


def postal_codes(stage: Stage, size: Size) -> list[Line]:
    """The import into an empty database and again into a full one; lookups in between."""
    settings = stage.settings(stage.migrated("territory"), size.workers)
    path = stage.folder / "CP_CIRC_MUN_MRC_RA_BRUT.txt"
    with started(Config.from_env(settings | {"LOG_LEVEL": "WARNING"})).app_context():
        lines_of_ridings = [(one.code, one.name) for one in territory.ridings(territory.active_map())]
        path.write_text("\n".join([HEADER, *_lines(lines_of_ridings, size.postal_codes), ""]), encoding="cp1252")
        imported = _imported(stage, size, path)
        again = Line(f"{size.postal_codes:,} lines, nothing new", stage.engine, "s", _timed_import(path))
        again.note = "the whole file compared with all that is loaded"
        lookups = _looked_up(stage, size)
        db.session.remove()
        db.engine.dispose()
    return [imported, again, lookups, _memory(stage, size, settings, path)]


def _imported(stage: Stage, size: Size, path: Path) -> Line:
    say(f"    {size.postal_codes:,} lines")
    ours: list[float] = []
    bare: list[float] = []
    _timed_import(path)  # every statement compiled once, and the rows to write again
    rows = _rows()
    for number in range(size.rounds):  # A B, B A, A B…
        for is_ours in (True, False) if number % 2 == 0 else (False, True):
            db.session.remove()
            if is_ours:
                _empty(_TABLES)
                ours.append(_timed_import(path))
                rows = _rows()
            else:
                _empty(_TABLES[:1])  # the rows point at municipalities that must stand
                bare.append(_timed_bare(rows))
    if _rows() != rows:
        raise RuntimeError("a postal code was lost")
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    line = Line(
        f"postal codes, {size.postal_codes:,} lines",
        stage.engine,
        "s",
        median(ours),
        median(bare),
        median(ratios),
        ratios,
    )
    line.targets = [Target(f"≤ {MOST_TIMES:g} × the bare executemany", median(ratios) <= MOST_TIMES)]
    line.note = "read, recognized, matched, compared, written and committed, beside the writing of the same rows alone"
    return line


def _looked_up(stage: Stage, size: Size) -> Line:
    """In the service, each with a database session of its own, as each page has."""
    codes = [row[0] for row in _rows()]
    asked = random.Random(5).choices(codes, k=max(200, LOOKUPS * size.rounds // 5))
    took = []
    for code in asked:
        began = time.perf_counter()
        found = territory.lookup(code)
        took.append(1000 * (time.perf_counter() - began))
        if found.method is not territory.Method.POSTAL_CODE:
            raise RuntimeError("a postal code was not found")
        db.session.remove()
    took.sort()
    line = Line(
        f"riding of a postal code among {len(codes):,}", stage.engine, "a second", 1000 / (sum(took) / len(took))
    )
    line.p50_ms, line.p95_ms, line.p99_ms = (took[int(share * len(took))] for share in (0.5, 0.95, 0.99))
    line.targets = [Target(f"p95 ≤ {MOST_MS:g} ms", line.p95_ms <= MOST_MS)]
    return line


def _memory(stage: Stage, size: Size, settings: dict[str, str], path: Path) -> Line:
    """Of a process that imports the file and does nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.territory", str(path)],
        cwd=ROOT, env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    line = Line(f"memory for {size.postal_codes:,} postal codes", stage.engine, "MB", told["MB"])
    line.targets = [Target(f"≤ {MOST_MB} MB", line.product <= MOST_MB)]
    line.note = f"of which {told['before']:.0f} MB before the file is opened"
    return line


def _timed_import(path: Path) -> float:
    began = time.perf_counter()
    found = territory.import_postal_codes(path)
    took = time.perf_counter() - began
    if found.refused:
        raise RuntimeError(found.refused[0].reason.value)
    return took


def _timed_bare(rows: list[tuple[Any, ...]]) -> float:
    """The driver's own `executemany`, in one transaction, committed as durably."""
    is_sqlite = db.engine.dialect.name == SQLITE
    with db.engine.connect().execution_options(**{WRITER: True}) as connection:
        began = time.perf_counter()
        with connection.begin():
            cursor: Any = connection.connection.cursor()
            cursor.executemany(_KEEP if is_sqlite else _KEEP.replace("?", "%s"), rows)
        return time.perf_counter() - began


def _rows() -> list[tuple[Any, ...]]:
    """What is loaded, in the order of the index, as the driver gives it."""
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT code, riding_id, rank, municipality_id FROM postal_codes ORDER BY code, riding_id, rank"
        )
        return [tuple(row) for row in found]


def _empty(tables: Sequence[str]) -> None:
    """Both begin with an empty table."""
    with db.engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        for table in tables:
            connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    if db.engine.dialect.name != SQLITE:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM postal_codes"))


def _lines(ridings: list[tuple[str, str]], count: int) -> Iterator[str]:
    """So many lines: a few codes stand on two, one for each of their ridings."""
    twice = min(TWO_RIDINGS, count // 10)
    for number, code in enumerate(islice(_codes(), count - twice)):
        place = number * 1_100 // count  # municipalities, one after the other
        yield _line(code, ridings[place % len(ridings)], place)
        if number < twice:
            yield _line(code, ridings[(place + 1) % len(ridings)], place)


def _line(code: str, riding: tuple[str, str], place: int) -> str:
    region = 1 + place % 17
    return (
        f"{code};{riding[0]};{riding[1]};{10_000 + place};Sainte-Mesure-du-Lac-{place};M;{place % 90:03d};"
        f"Les Mesures-{place % 90};{region:02d};Région {region:02d}"
    )


def _codes() -> Iterator[str]:
    for first, *rest in product("GHJ", _FIGURES, _LETTERS, _FIGURES, _LETTERS, _FIGURES):
        yield first + "".join(rest)


def _main(path: str) -> None:
    with started(Config.from_env(os.environ)).app_context():
        before = most_memory_mb()
        _timed_import(Path(path))
    print(json.dumps({"before": before, "MB": most_memory_mb()}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
