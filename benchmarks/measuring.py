"""Two contenders in turn, a few rounds, and what to say of them: medians, the ratio of each pair, the target."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.load import fire
from benchmarks.plan import Plan, Seen
from benchmarks.processes import Neighbours
from config import Config


@dataclass(frozen=True)
class Size:
    """How much, how long, how often."""

    seconds: float
    rounds: int
    users: int
    listed: int  # names on the public list
    register: int  # organizations of the type-ahead
    small: int  # rows before
    large: int  # rows after
    posts: int  # signatures of one round of the growth measure: few, or the small one would not stay small
    mails: int
    longest_file: int  # lines of the longest spreadsheet that is taken
    postal_codes: int  # lines of the file of all postal codes
    changes: int  # commits after which every process is asked at once
    workers: int = Config.WORKERS
    profiled: int = 200  # requests under the profiler
    warm_s: float = 0.4  # at the beginning of each run, checked but not measured
    think_s: float = 3.3  # a form sent within three seconds of its page counts as a robot's


FULL = Size(
    4.0, 5, 16, listed=3_000, register=5_000, small=1_000, large=100_000, posts=200, mails=1_500, changes=50,
    longest_file=50_000, postal_codes=214_661,
)  # fmt: skip
QUICK = Size(
    0.1, 1, 4, listed=120, register=200, small=50, large=250, posts=20, mails=60, changes=3, longest_file=500,
    postal_codes=600, workers=1, profiled=10, warm_s=0.0, think_s=0.0,
)  # fmt: skip


@dataclass
class Target:
    """What is to be reached, in words, and whether it was."""

    text: str
    reached: bool


@dataclass
class Line:
    """One line of the table."""

    measure: str
    engine: str
    unit: str
    product: float
    ceiling: float | None = None
    ratio: float | None = None
    ratios: list[float] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    cost_ms: float | None = None  # CPU a request, servers and engines together
    ceiling_cost_ms: float | None = None
    generator_cores: float | None = None
    other_cores: float | None = None  # what other programs burned meanwhile
    errors: dict[str, int] = field(default_factory=dict)
    sample: str = ""
    note: str = ""
    act: str = ""  # what to profile when a target is not reached
    profile: str = ""

    @property
    def reached(self) -> bool:
        return all(target.reached for target in self.targets) and not self.errors


@dataclass
class Series:
    """What one contender did, round by round."""

    rounds: list[Seen] = field(default_factory=list)
    warm: list[Seen] = field(default_factory=list)  # before the first round: checked, not measured

    @property
    def rate(self) -> float:
        return median(seen.rate for seen in self.rounds)

    @property
    def right(self) -> int:
        return sum(seen.right for seen in self.warm + self.rounds)

    @property
    def sample(self) -> str:
        return next((seen.sample for seen in self.warm + self.rounds if seen.sample), "")

    @property
    def cost_ms(self) -> float:
        return median(seen.cost_ms for seen in self.rounds)

    @property
    def generator_cores(self) -> float:
        return median(seen.cpu_s / seen.wall_s for seen in self.rounds)

    def ms(self, share: float) -> float:
        return median(seen.ms(share) for seen in self.rounds)

    def errors(self, who: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for seen in self.warm + self.rounds:
            found.update({f"{who}: {what}": times for what, times in seen.errors.items()})
        return dict(found)


@dataclass
class Duel:
    """Both contenders, and the noise around them."""

    one: Series
    other: Series
    other_cores: float

    def ratios(self, figure: Callable[[Seen], float]) -> list[float]:
        """The ratio of the figure in each round: two neighbours in time meet the same noise."""
        return [figure(one) / figure(other) for one, other in zip(self.one.rounds, self.other.rounds, strict=True)]


def duel(one: Plan, other: Plan, rounds: int) -> Duel:
    """A B, B A, A B…: drift of the machine falls on both."""
    found = Duel(Series([], _warmed(one)), Series([], _warmed(other)), 0.0)
    noise = Neighbours()
    for number in range(rounds):
        turns = [(found.one, one), (found.other, other)]
        for series, plan in turns if number % 2 == 0 else reversed(turns):
            series.rounds.append(fire(plan))
    found.other_cores = noise.cores()
    return found


def _warmed(plan: Plan) -> list[Seen]:
    """Every process compiles its templates and statements once; that is not what is measured.

    A quick run measures nothing, and has nothing to warm up for.
    """
    return [fire(replace(plan, seconds=min(plan.seconds, 1.5)))] if plan.warm_s else []


def compared(measure: str, engine: str, found: Duel, least: float) -> Line:
    """Requests a second of the product, held against the ceiling."""
    ratios = found.ratios(lambda seen: seen.rate)
    ratio = median(ratios)
    return Line(
        measure,
        engine,
        "a second",
        product=found.one.rate,
        ceiling=found.other.rate,
        ratio=ratio,
        ratios=ratios,
        targets=[Target(f"ratio ≥ {least:g}", ratio >= least)],
        **latencies(found.one),
        ceiling_cost_ms=found.other.cost_ms,
        other_cores=found.other_cores,
        errors=found.one.errors("product") | found.other.errors("ceiling"),
        sample=found.one.sample or found.other.sample,
    )


def alone(measure: str, engine: str, plan: Plan, rounds: int) -> Line:
    """Requests a second of the product, held against nothing but time."""
    warm = _warmed(plan)
    noise = Neighbours()
    series = Series([fire(plan) for _ in range(rounds)], warm)
    line = Line(measure, engine, "a second", series.rate, **latencies(series), other_cores=noise.cores())
    line.errors, line.sample = series.errors("product"), series.sample
    return line


def latencies(series: Series) -> dict[str, float]:
    shares = {"p50_ms": series.ms(0.5), "p95_ms": series.ms(0.95), "p99_ms": series.ms(0.99)}
    return shares | {"cost_ms": series.cost_ms, "generator_cores": series.generator_cores}


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(text, file=sys.stderr, flush=True)
