"""The same page and the same act with few and with many rows: how long one request takes, as medians."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from benchmarks import acts
from benchmarks.measuring import Line, Size, Target, duel, latencies, say
from benchmarks.plan import Plan
from benchmarks.seeding import Seeded, seed
from benchmarks.servers import PRODUCT, Server, serving
from benchmarks.stage import Stage
from config import Config

USERS = 4
MOST = 1.25
Ask = Callable[[Server, Seeded], Plan]


def growth(stage: Stage, size: Size) -> list[Line]:
    """Two databases, two servers, asked in turn."""
    small, large = (_prepare(stage, size, rows) for rows in (size.small, size.large))
    with serving(PRODUCT, small[0]) as few, serving(PRODUCT, large[0]) as many:
        acts.fetch(few, acts.CAMPAIGN)
        lines = [
            _line(measure, ask, stage, size, (many, large[1]), (few, small[1])) for measure, ask in _asked(size).items()
        ]
    kept, anew, sign = lines
    for line in (kept, sign):
        line.targets = [Target(f"ratio ≤ {MOST:g}", (line.ratio or 0) <= MOST)]
    anew.note = "for information: a kept page pays it once for each change and process"
    sign.note = f"the smaller database grew by {size.posts * size.rounds:,} meanwhile"
    return lines


def _prepare(stage: Stage, size: Size, rows: int) -> tuple[dict[str, str], Seeded]:
    say(f"    {rows:,} signatures are being seeded")
    settings = stage.settings(stage.migrated(f"rows_{rows}"), size.workers)
    return settings, seed(Config.from_env(settings), signed=rows, unsigned=200)


def _asked(size: Size) -> dict[str, Ask]:
    return {
        "campaign page": lambda server, _: acts.reading(server, acts.CAMPAIGN, size, users=USERS),
        "campaign page, rendered anew": lambda server, _: acts.reading(
            server, acts.anew(acts.CAMPAIGN), size, users=USERS
        ),
        "co-sign POST": lambda server, seeded: acts.signing(
            server, size, seeded.picks, users=USERS, count=size.posts
        ),
    }  # fmt: skip


def _line(
    measure: str, ask: Ask, stage: Stage, size: Size, many: tuple[Server, Seeded], few: tuple[Server, Seeded]
) -> Line:
    found = duel(ask(*many), ask(*few), size.rounds)
    ratios = found.ratios(lambda seen: seen.ms(0.5))
    line = Line(f"{measure}: {size.large:,} rows / {size.small:,}", stage.engine, "ms", found.one.ms(0.5))
    line.ceiling, line.ratio, line.ratios = found.other.ms(0.5), median(ratios), ratios
    for name, value in latencies(found.one).items():
        setattr(line, name, value)
    line.other_cores = found.other_cores
    line.errors = found.one.errors("many rows") | found.other.errors("few rows")
    line.sample = found.one.sample or found.other.sample
    return line
