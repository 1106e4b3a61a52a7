"""By what right a person signs, or writes, in the name of an organization."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Authority(StrEnum):
    """By what right the person signs: what the form asks."""

    YES = "yes"
    ON_DATE = "on_date"  # the board will confirm on authority_on
    NO = "no"

    def dated(self, on: date | None) -> date | None:
        """The day that goes with the answer: a board that will decide has one, the others have none."""
        return on if self is Authority.ON_DATE else None
