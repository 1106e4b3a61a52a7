"""What a load generator is told, and what it saw; both travel between processes as JSON."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_USERS, LONGEST_S, MOST_REQUESTS = 256, 120.0, 200_000
SILENCE_S = 30.0  # without a byte from anybody, the run is over
NUMBER = "~n~"  # in a path or a form: the number of the request, different each time


@dataclass(frozen=True)
class Form:
    """A form to send: each user first fetches its page once, for the hidden fields and the session cookie.

    `variants` are sent in turn, already URL-encoded. `think_s`: how long the page stays open before the first sending.
    """

    page: str
    variants: list[str]
    think_s: float = 0.0


@dataclass(frozen=True)
class Plan:
    """What to ask, for how long, and what the right answer looks like. Ends at `seconds` or at `count` requests."""

    port: int
    paths: list[str]
    seconds: float
    users: int = 16
    count: int = MOST_REQUESTS
    warm_s: float = 0.0  # requests begun before that are checked, not measured
    host: str = "localhost"
    headers: dict[str, str] = field(default_factory=dict)
    form: Form | None = None
    status: int = 200
    body: bytes | None = None  # the answer's body, byte for byte
    contains: bytes | None = None
    location: str | None = None  # how the Location of a redirection begins

    def __post_init__(self) -> None:
        if not (0 < self.users <= MOST_USERS and 0 < self.seconds <= LONGEST_S and 0 < self.count <= MOST_REQUESTS):
            raise ValueError("a plan stays within 256 users, 120 seconds and 200,000 requests")

    def as_json(self) -> str:
        told = asdict(self)
        for name in ("body", "contains"):
            told[name] = base64.b64encode(told[name]).decode() if told[name] is not None else None
        return json.dumps(told)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        told: dict[str, Any] = json.loads(text)
        for name in ("body", "contains"):
            told[name] = base64.b64decode(told[name]) if told[name] is not None else None
        return cls(**told | {"form": Form(**told["form"]) if told["form"] else None})


@dataclass(frozen=True)
class Seen:
    """What the users saw. `wall_s` and `latencies` (seconds, in order) are of the measured part only."""

    right: int  # every right answer, the warm-up included
    wall_s: float
    latencies: list[float]
    errors: dict[str, int]
    sample: str  # the beginning of one wrong answer
    cpu_s: float  # of the generator itself, while it fired
    cost_s: float = 0.0  # of everything else that we run (servers, database, Redis), meanwhile

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return len(self.latencies) / self.wall_s if self.wall_s else 0.0

    @property
    def cost_ms(self) -> float:
        """CPU that one right answer took, servers and engines together: steadier than time on a busy machine."""
        return 1000 * self.cost_s / self.right if self.right else float("nan")

    def ms(self, share: float) -> float:
        """The latency, in milliseconds, that this share of the answers stayed within (0.5: the median)."""
        if not self.latencies:
            return float("nan")
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]
