"""The states of a message, the moves between them, and the closed lists that go with them."""

from __future__ import annotations

from enum import StrEnum

from app.core.suspicion import Suspicion

TO_OFFICIAL, TO_SUPPORTER, TO_REMIND = "message", "supporter", "unconfirmed"  # what their guard keys begin with


class State(StrEnum):
    WRITTEN = "written"
    CONFIRMED = "confirmed"  # a person looks at it first, or it waits for somebody to hold an office
    QUEUED = "queued"  # one delivery per official is in the outbox
    DONE = "done"
    WITHDRAWN = "withdrawn"


class LookupMethod(StrEnum):
    """How the riding was found; with riding, region and map, all that is kept of where somebody lives."""

    POSTAL_CODE = "postal_code"
    MUNICIPALITY = "municipality"
    RIDING = "riding"


# Nothing is mailed for these until a person has looked: whoever floods must not write to strangers through us.
UNMAILED = frozenset({Suspicion.ADDRESS_LIMIT, Suspicion.NETWORK_LIMIT})


MOVES: dict[State, frozenset[State]] = {
    State.WRITTEN: frozenset({State.CONFIRMED, State.WITHDRAWN}),
    State.CONFIRMED: frozenset({State.QUEUED, State.DONE, State.WITHDRAWN}),
    State.QUEUED: frozenset({State.DONE, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class Reading(StrEnum):
    """What staff said of a sentence that its author agreed to have quoted."""

    AWAITED = "awaited"
    ACCEPTED = "accepted"
    SET_ASIDE = "set_aside"
