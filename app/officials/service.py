"""Who holds which office on a day, where and how to write to them, and how they come into the register."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.officials.address import (
    PORTFOLIOS,
    critic_in_words,
    portfolio_in_words,
    regional_in_words,
    role_in_words,
    salutation,
    seat_in_words,
)
from app.officials.appointing import Function, Mailbox, add_official, end_mandate, give, seat
from app.officials.dissolving import dissolution, dissolve, in_office_or_dissolved, undo_dissolution
from app.officials.finding import reached_at, to_verify
from app.officials.holding import (
    critics_of,
    heads,
    in_office,
    minister_of,
    mna_of,
    mnas_by_riding,
    officials,
    on_list,
    parties,
    regional_minister,
)
from app.officials.models import ListedOfficial, Official

__all__ = [
    "PORTFOLIOS",
    "Function",
    "Mailbox",
    "add_official",
    "critic_in_words",
    "critics_of",
    "dissolution",
    "dissolve",
    "end_mandate",
    "give",
    "heads",
    "in_office",
    "in_office_or_dissolved",
    "minister_of",
    "mna_of",
    "mnas_by_riding",
    "officials",
    "on_list",
    "parties",
    "portfolio_in_words",
    "put_on_list",
    "reached_at",
    "regional_in_words",
    "regional_minister",
    "role_in_words",
    "salutation",
    "seat",
    "seat_in_words",
    "to_verify",
    "undo_dissolution",
]


def put_on_list(name: str, officials: list[Official]) -> None:
    """These, in this order, are the fixed list of that name; whoever was on it before is no longer."""
    with unit_of_work():
        db.session.execute(sa.delete(ListedOfficial).where(ListedOfficial.list_name == name))
        for position, official in enumerate(officials, 1):
            db.session.add(ListedOfficial(list_name=name, official_id=official.id, position=position))
