"""Guards: features say, by name, what must still be true at the moment when a mail leaves.

`register_guard("message", may_leave)`: for every delivery whose guard key begins with « message: », `may_leave` is
asked within the transaction of the point of no return. It returns None, or the reason why the mail is not to leave;
a reason that is `Later` puts it off, and it is asked about again. It only reads. A key that nobody answers for keeps
its mail in the queue: no answer is not a yes.
"""

from __future__ import annotations

from collections.abc import Callable

ON_THE_NEXT_DAY = 24 * 3600


class Later(str):
    """A reason not to leave yet; `seconds`: until it is asked about again."""

    seconds: int

    def __new__(cls, reason: str, seconds: int = ON_THE_NEXT_DAY) -> Later:
        told = super().__new__(cls, reason)
        told.seconds = seconds
        return told


Guard = Callable[[str], str | None]

_guards: dict[str, Guard] = {}


def register_guard(prefix: str, guard: Guard) -> None:
    """Ask `guard` about every key `<prefix>:…`. Registering again replaces (each application is wired anew)."""
    _guards[prefix] = guard


class NobodyAnswers(LookupError):
    """No feature of this process knows the key: an older program beside a newer one, or a mistake of ours."""


def refusal(guard_key: str | None) -> str | None:
    """Why this mail must not leave, or None. Raises NobodyAnswers."""
    if guard_key is None:
        return None
    prefix = guard_key.partition(":")[0]
    if prefix not in _guards:
        raise NobodyAnswers(f"nobody answers for « {prefix} »")
    return _guards[prefix](guard_key)
