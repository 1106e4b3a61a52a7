"""The states of a cosignature, the moves between them, and the closed lists that go with them."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    VALIDATED = "validated"
    TO_CHECK = "to_check"
    DUPLICATE = "duplicate"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({State.CONFIRMED, State.VALIDATED})
LIVE_SQL = "state IN ('confirmed', 'validated')"
TOGETHER = "together"  # the reason of a move made with many others
PUBLIC_SQL = "state = 'validated' AND publishes_name AND is_listed"


class Level(StrEnum):
    """How far the authority of a cosignature is established, from what is said to what is proved."""

    DECLARED = "declared"
    ADDRESS = "address"  # the signatory proved the address, or staff heard it themselves
    VALIDATED = "validated"  # the chapter looked
    RESOLUTION = "resolution"  # the board wrote it down


class Actor(StrEnum):
    """Who made a move."""

    SIGNATORY = "signatory"
    STAFF = "staff"
    PROGRAM = "program"


MOVES: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.CONFIRMED, State.TO_CHECK, State.DUPLICATE}),
    State.CONFIRMED: frozenset({State.VALIDATED, State.DUPLICATE, State.DECLINED, State.WITHDRAWN}),
    State.TO_CHECK: frozenset({State.CONFIRMED, State.VALIDATED, State.DUPLICATE, State.DECLINED, State.WITHDRAWN}),
    State.VALIDATED: frozenset({State.CONFIRMED, State.TO_CHECK, State.DUPLICATE, State.DECLINED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.CONFIRMED, State.WITHDRAWN}),
    State.DUPLICATE: frozenset({State.CONFIRMED, State.VALIDATED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
