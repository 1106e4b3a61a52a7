"""How the mail is doing: counts by state, what waits longest, whether workers keep up, when it will all have left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, select, true

from app.core.database import database_now, db
from app.deliveries import breaker, claims, pacing, rhythm, switches
from app.deliveries.models import Delivery, State
from app.deliveries.tables import D, connection, database_after

LATE_AFTER = timedelta(seconds=120)  # four turns of the sweeper


@dataclass
class Tally:
    """The deliveries of one group or of one official, by state."""

    key: str | None
    states: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))
    deferred: int = 0  # queued, after a refusal for now
    oldest_queued_at: datetime | None = None
    name: str = ""  # of whoever they are for, when they are all for one

    def add(self, state: State, number: int, deferred: int = 0, oldest: datetime | None = None) -> None:
        """So many more in that state."""
        self.states[state] += number
        self.deferred += deferred
        self.oldest_queued_at = min((at for at in (self.oldest_queued_at, oldest) if at is not None), default=None)

    @property
    def sent(self) -> int:
        return self.states[State.ACCEPTED] + self.states[State.BOUNCED]

    @property
    def waiting(self) -> int:
        """Queued, or in a worker's hands at this moment."""
        return sum(self.states[state] for state in (State.QUEUED, State.CLAIMED, State.TRANSMITTING, State.UNKNOWN))

    @property
    def undelivered(self) -> int:
        return self.states[State.FAILED] + self.states[State.DEAD]

    @property
    def created(self) -> int:
        return sum(self.states.values())


def counts(group_key: str | None = None) -> dict[State, int]:
    """How many deliveries there are in each state, of everything or of one group: the sum is all that were created."""
    wanted = select(Delivery.state, func.count().label("number")).group_by(Delivery.state)
    if group_key is not None:
        wanted = wanted.where(Delivery.group_key == group_key)
    found = {row.state: row.number for row in db.session.execute(wanted)}
    return {state: found.get(state, 0) for state in State}


def status() -> dict[str, int | None]:
    """Each state of the closed list with its number, and for how many seconds the oldest queued mail has waited."""
    told: dict[str, int | None] = {state.value: number for state, number in counts().items()}
    oldest, at = connection().execute(_oldest()).one()
    told["oldest_queued_seconds"] = max(0, int((at - oldest).total_seconds())) if oldest else None
    return told


def tallies(group_keys: list[str] | None = None) -> tuple[list[Tally], list[Tally]]:
    """The deliveries by group (None: of none), and by official, of these groups or of all; read in one go."""
    again = func.sum(case((and_(D.c.state == State.QUEUED, D.c.attempts > 0), 1), else_=0))
    oldest = func.min(case((D.c.state == State.QUEUED, D.c.created_at)))
    wanted = select(
        D.c.group_key, D.c.pace_key, D.c.state, func.count().label("number"), again.label("again"),
        oldest.label("oldest"), func.max(D.c.to_name).label("name"),
    ).group_by(D.c.group_key, D.c.pace_key, D.c.state)  # fmt: skip
    if group_keys is not None:
        wanted = wanted.where(D.c.group_key.in_(group_keys))
    groups: dict[str | None, Tally] = {}
    officials: dict[str | None, Tally] = {}
    for row in db.session.execute(wanted):
        for found, key in ((groups, row.group_key), (officials, row.pace_key)):
            found.setdefault(key, Tally(key)).add(State(row.state), row.number, row.again, row.oldest)
        officials[row.pace_key].name = row.name or officials[row.pace_key].name
    officials.pop(None, None)
    return list(groups.values()), list(officials.values())


def total(several: Iterable[Tally]) -> Tally:
    """Several together."""
    found = Tally(None)
    for tally in several:
        for state, number in tally.states.items():
            found.add(state, number)
        found.add(State.QUEUED, 0, tally.deferred, tally.oldest_queued_at)
    return found


def waiting(key: str) -> int:
    """How many mails a stop of that key keeps back, or would. Raises ValueError."""
    waits = and_(switches.covers(key), D.c.state.in_((State.QUEUED, State.CLAIMED)))
    return db.session.scalar(select(func.count()).select_from(D).where(waits)) or 0


def finishes_at(group_key: str | None = None) -> datetime | None:
    """When the last of the messages that wait now will have left at this rhythm; None: nothing waits its turn.

    A lane is shared by all campaigns: whoever waits in it waits behind the messages of the others too.
    """
    lanes = select(D.c.lane_key, D.c.to_domain, func.count().label("number"), database_now().label("at"))
    lanes = lanes.where(pacing.IN_LANES)
    rows = db.session.execute(lanes.group_by(D.c.lane_key, D.c.to_domain)).all()
    if group_key is not None:
        mine = select(D.c.lane_key).where(pacing.IN_LANES, D.c.group_key == group_key).distinct()
        own = set(db.session.scalars(mine))
        domains = {row.to_domain for row in rows if row.lane_key in own}
    else:
        own, domains = {row.lane_key for row in rows}, {row.to_domain for row in rows}
    if not own:
        return None
    at = rows[0].at
    most = max(_sums(rows, "lane_key", own).values())
    by_domain = max(_sums(rows, "to_domain", domains).values())
    return max(
        rhythm.done_at(most, pacing.official_rhythm(), at), rhythm.done_at(by_domain, pacing.domain_rhythm(), at)
    )


def a_day() -> int | None:
    """How many messages one official receives in a working day; None: everything leaves at once here."""
    return rhythm.per_day(pacing.official_rhythm()) if pacing.is_paced() else None


def worker_is_late() -> bool:
    """Whether mail that could leave has been waiting for two minutes, and no worker has any in hand."""
    stops = switches.stopped()
    if switches.is_everything(stops):
        return False
    in_hand = exists().where(D.c.state.in_((State.CLAIMED, State.TRANSMITTING)), D.c.lease_until > database_now())
    if connection().scalar(select(in_hand)):
        return False
    shut = [key.partition(":")[2] for key, row in breaker.read().items() if row.open]
    free = and_(switches.spared(stops), D.c.to_domain.not_in(shut) if shut else true())
    since = connection().execute(select(database_after(-LATE_AFTER.total_seconds()))).scalar_one()
    return claims.any_waiting(since, free)


def _oldest() -> Any:
    waiting = select(func.min(D.c.created_at)).where(D.c.state == State.QUEUED).scalar_subquery()
    return select(waiting, database_now())


def _sums(rows: Any, column: str, keys: set[Any]) -> dict[str, int]:
    """How many wait under each of these keys of the column."""
    found: dict[str, int] = dict.fromkeys(keys, 0)
    for row in rows:
        if getattr(row, column) in found:
            found[getattr(row, column)] += row.number
    return found
