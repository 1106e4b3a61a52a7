"""When to try again: 1, 5, 15 and 60 minutes, then every 4 hours, give or take a fifth, for 72 hours."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta

STEPS_MIN = (1, 5, 15, 60)
LATER_MIN = 240
JITTER = 0.2
LIFE = timedelta(hours=72)  # after the first attempt; waiting for a pause or for pacing never counts
LONGEST_WISH = timedelta(hours=24)

_UNITS = {"s": 1, "m": 60, "h": 3600}
_WISH = re.compile(
    r"\b(?:try|retry)\b[^.;\d]{0,40}?\b(?:in|after|for)\s+(\d{1,6})\s*"
    r"(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?)?\b",
    re.IGNORECASE,
)


def next_attempt(now: datetime, first_attempt: datetime, attempts: int, reply: str) -> datetime | None:
    """When to try again after the `attempts`-th refusal; None when its life is over.

    The last attempt comes at the very end of the 72 hours, whatever the step.
    """
    end = first_attempt + LIFE
    if now >= end:
        return None
    wait = max(jittered(step(attempts)), wished(reply) or timedelta(0))
    return min(now + wait, end)


def step(attempts: int) -> timedelta:
    """The wait after that many attempts, before the dice."""
    return timedelta(minutes=STEPS_MIN[attempts - 1] if attempts <= len(STEPS_MIN) else LATER_MIN)


def jittered(wait: timedelta) -> timedelta:
    """Give or take a fifth, so that those who were refused together do not come back together."""
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret


def wished(reply: str) -> timedelta | None:
    """« Greylisted, try again in 300 seconds »: what the other side asks for, up to a day."""
    found = _WISH.search(reply)
    if found is None:
        return None
    unit = _UNITS[(found.group(2) or "s")[0].lower()]
    return min(timedelta(seconds=int(found.group(1)) * unit), LONGEST_WISH)
