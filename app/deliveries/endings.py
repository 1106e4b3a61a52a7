"""Mails that ended badly: features are told, by the prefix of the guard key, in the unit of work of the move itself.

`register_outcome("message", tell)`: for every delivery whose guard key begins with « message: » and that has just
failed, come back or died, `tell` is called with what is known of it. It may write rows and ask for mails; they are kept
with the move. A feature that stumbles loses its own writing only: the end of a mail is always written down.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from app.deliveries import statuses, telling
from app.deliveries.models import Kind, State
from app.deliveries.tables import D, by_slices, connection

MOST_SHOWN = 500
BAD = frozenset({State.FAILED, State.BOUNCED, State.DEAD})


@dataclass(frozen=True)
class Ended:
    """A mail that did not arrive, or came back. `reply` is the last that was heard about it, for staff."""

    delivery_id: uuid.UUID
    guard_key: str
    state: State
    to_address: str
    reply: str

    @property
    def status(self) -> str:
        """As in RFC 3463, such as 5.1.1; none when nobody gave one."""
        return statuses.in_reply(self.reply)

    @property
    def is_address_dead(self) -> bool:
        """Whether it was said that nobody reads there: writing again by another way would come back too."""
        return statuses.is_dead(self.status)


Outcome = Callable[[Ended], None]

_outcomes: dict[str, Outcome] = {}


def register_outcome(prefix: str, outcome: Outcome) -> None:
    """Tell `outcome` of every key `<prefix>:…`. Registering again replaces (each application is wired anew)."""
    _outcomes[prefix] = outcome


def tell(ids: Sequence[uuid.UUID], state: State) -> None:
    """Within the unit of work of a move: these have just come to that state."""
    if not ids or state not in BAD or not _outcomes:
        return
    guarded = (
        select(D.c.id, D.c.guard_key, D.c.to_address, D.c.last_reply)
        .where(D.c.id.in_(bindparam("some", expanding=True)), D.c.guard_key.is_not(None))
        .order_by(D.c.id)
    )
    for some in by_slices(ids):
        for row in connection().execute(guarded, {"some": some}).all():
            outcome = _outcomes.get(row.guard_key.partition(":")[0])
            if outcome is not None:
                ended = Ended(row.id, row.guard_key, state, row.to_address, row.last_reply or "")
                telling.tell(outcome, ended, "outcome_not_told", delivery_id=str(row.id), state=state.value)


def ended_badly(prefix: str, kind: Kind) -> list[Ended]:
    """The latest mails of that kind, of keys that begin so, that did not arrive; the newest first."""
    wanted = (
        select(D.c.id, D.c.guard_key, D.c.state, D.c.to_address, D.c.last_reply)
        .where(D.c.state.in_(sorted(BAD)), D.c.kind == kind, D.c.guard_key.startswith(f"{prefix}:", autoescape=True))
        .order_by(D.c.finished_at.desc(), D.c.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Ended(*row[:4], row.last_reply or "") for row in connection().execute(wanted)]
