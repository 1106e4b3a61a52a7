"""Officials of the demonstration, all invented: a seat for each riding, ministers, critics, whips, heads."""

from __future__ import annotations

import csv
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.core.clock import today
from app.core.database import db
from app.core.unit_of_work import unit_of_work
from app.officials import service as officials
from app.officials.models import AddressKind, Gender, Office, Official
from app.officials.service import Function, Mailbox
from app.territory import service as territory

SOURCE = "Données inventées de la démonstration"
_NEVER, _LONG_AGO = 11, 7  # one address in so many was never verified, or was so too long ago
_LONG = 200


def load(folder: Path) -> None:
    """Everybody of the files, once: whoever tries the product may then change them."""
    if db.session.scalar(sa.select(Official.id).limit(1)):
        return
    with unit_of_work():
        mailboxes = _mailboxes(_rows(folder / "official_addresses.csv"))
        people = {row["name"]: _add(row, mailboxes[row["name"]], place)
                  for place, row in enumerate(_rows(folder / "officials.csv"))}  # fmt: skip
        for row in _rows(folder / "official_offices.csv"):
            if row["name"] not in people:
                people[row["name"]] = _person(row, mailboxes[row["name"]])
            _hold(people[row["name"]], row)


def _add(row: dict[str, str], more: list[Mailbox], place: int) -> Official:
    since = date.fromisoformat(row["starts_on"])
    own = [_mailbox(row, place)] if row["email"] else []
    return officials.add_official(
        name=row["name"], gender=Gender(row["gender"]), party=row["party"], phone=row["phone"], contact_source=SOURCE,
        is_invented=True, riding_id=_riding(row["riding"], since), portfolio=row["portfolio"] or None, since=since,
        mailboxes=(*own, *more),
    )  # fmt: skip


def _person(row: dict[str, str], mailboxes: list[Mailbox]) -> Official:
    return officials.add_official(
        name=row["name"], gender=Gender(row["gender"]), party=row["party"], contact_source=SOURCE, is_invented=True,
        mailboxes=tuple(mailboxes),
    )  # fmt: skip


def _hold(official: Official, row: dict[str, str]) -> None:
    """One more office; or a seat that was left some days ago, and is vacant."""
    office = Office(row["office"])
    if office is Office.MNA:
        mandate = next(one for one in official.mandates if one.office is Office.MNA)
        officials.end_mandate(mandate.id, on=max(mandate.starts_on, _days_ago(row["ended_days_ago"]) or today()))
        return
    speaks = office in (Office.CRITIC, Office.WHIP)
    function = Function(
        office=office, portfolio=row["portfolio"] or None, party=row["party"] if speaks else None,
        institution=row["institution"] or None, region_code=row["region"] or None, title=row["title"],
    )  # fmt: skip
    officials.give(official, function, since=min((one.starts_on for one in official.mandates), default=today()))


def _mailbox(row: dict[str, str], place: int) -> Mailbox:
    """A minister is written to at the ministry, the others at the Assembly. When it was verified differs."""
    days = None if place % _NEVER == _NEVER - 1 else _LONG + place if place % _LONG_AGO == 0 else place
    return Mailbox(
        email=row["email"], kind=AddressKind.MINISTRY if row["portfolio"] else AddressKind.PARLIAMENT, source=SOURCE,
        verified_on=None if days is None else today() - timedelta(days=days),
    )  # fmt: skip


def _mailboxes(rows: Iterable[dict[str, str]]) -> defaultdict[str, list[Mailbox]]:
    found: defaultdict[str, list[Mailbox]] = defaultdict(list)
    for row in rows:
        found[row["name"]].append(
            Mailbox(
                email=row["email"], kind=AddressKind(row["kind"]), source=SOURCE,
                verified_on=_days_ago(row["verified_days_ago"]),
            )
        )  # fmt: skip
    return found


def _days_ago(typed: str) -> date | None:
    return today() - timedelta(days=int(typed)) if typed else None


def _riding(name: str, since: date) -> uuid.UUID | None:
    return territory.riding_named(name, since).id if name else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)
