"""`make bench`: every measured claim of the product, as ratios to ceilings that run beside it.

python -m benchmarks.run             everything, on SQLite and on PostgreSQL; writes benchmarks/results/latest.{md,json}
python -m benchmarks.run --quick     a short run that proves that the harness works; its figures mean nothing
    --engine sqlite                  one engine
    --only signing,typeahead         some measures
    --profile                        the profile of every act, not only of those that miss their target
    --strict                         exit 1 when a target is not reached
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import profiles, report
from benchmarks.desks import desks
from benchmarks.editions import editions
from benchmarks.growth import growth
from benchmarks.measures import Ground, freshness, ground, pages, rendering, signing, typeahead
from benchmarks.measuring import FULL, QUICK, Line, Size, say
from benchmarks.posting import posting
from benchmarks.previews import previews
from benchmarks.queueing import queueing
from benchmarks.register import register
from benchmarks.stage import ENGINES, Stage, stage
from benchmarks.territory import postal_codes
from config import ROOT

RESULTS = ROOT / "benchmarks" / "results"
# On one seeded database under one server, in this order: what adds rows comes last.
ON_THE_GROUND: dict[str, Callable[[Ground], list[Line]]] = {
    "typeahead": typeahead,
    "pages": pages,
    "rendering": rendering,
    "freshness": freshness,
    "signing": signing,
}
APART: dict[str, Callable[[Stage, Size], list[Line]]] = {
    "growth": growth,
    "posting": posting,
    "desks": desks,
    "editions": editions,
    "previews": previews,
    "queueing": queueing,
    "register": register,
    "postal_codes": postal_codes,
}


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments(arguments)
    size = QUICK if asked.quick else FULL
    told = report.machine()
    lines: list[Line] = []
    for engine in asked.engine or ENGINES:
        say(engine)
        lines += measured(engine, size, asked.only, always_profile=asked.profile)
    markdown = report.as_markdown(told, size, lines)
    if asked.out is not None:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "latest.md").write_text(markdown, encoding="utf-8")
        (asked.out / "latest.json").write_text(report.as_json(told, size, lines), encoding="utf-8")
    print(markdown)
    return int(asked.strict and not all(line.reached for line in lines))


def measured(engine: str, size: Size, only: Sequence[str], *, always_profile: bool = False) -> list[Line]:
    """Every line of one database engine."""
    lines: list[Line] = []
    with stage(engine) as place:
        if wanted := [name for name in ON_THE_GROUND if name in only]:
            with ground(place, size) as here:
                for name in wanted:
                    say(f"  {name}")
                    lines += ON_THE_GROUND[name](here)
                _profile(lines, here, always=always_profile)
        for name in [name for name in APART if name in only]:
            say(f"  {name}")
            lines += APART[name](place, size)
    return lines


def _profile(lines: list[Line], here: Ground, *, always: bool) -> None:
    """Tell of each target that was missed where its time goes."""
    for line in lines:
        if line.act and not line.errors and (always or not line.reached):
            say(f"  profile of {line.act}")
            line.profile = profiles.of(line.act, here.seeded, here.size.profiled)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=(__doc__ or "").partition("\n")[0])
    everything = [*ON_THE_GROUND, *APART]
    parser.add_argument("--quick", action="store_true", help="a short run; its figures mean nothing")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is not reached")
    parser.add_argument("--profile", action="store_true", help="profile every act")
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--only", type=lambda text: text.split(","), default=everything, help=", ".join(everything))
    parser.add_argument("--out", type=Path, help="folder of latest.md and latest.json")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.only) - set(everything):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    is_whole = not asked.quick and not asked.engine and asked.only == everything
    asked.out = asked.out or (RESULTS if is_whole else None)
    return asked


if __name__ == "__main__":
    sys.exit(main())
