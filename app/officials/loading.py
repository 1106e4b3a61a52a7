"""How officials come in from a file. Loading the same file again changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app.core.database import db
from app.core.keys import InvalidEmail, normal_email
from app.core.plain_text import one_line
from app.core.unit_of_work import unit_of_work
from app.officials.errors import OfficialsFileError
from app.officials.models import Gender, Mandate, Office, Official
from app.territory import service as territory
from app.territory.errors import NoSuchRiding

COLUMNS = ("name", "gender", "party", "email", "phone", "riding", "portfolio", "starts_on")


def load_officials(path: Path, *, contact_source: str, is_invented: bool = False) -> int:
    """Officials and their mandates from a CSV file, one line a person. How many were new.

    A line may hold a riding, a portfolio or both (a minister who sits). A seat or a portfolio that somebody
    holds already is left as it is. Raises OfficialsFileError naming the line; nothing is then kept.
    """
    with unit_of_work():
        added = 0
        for line, row in _lines(path):
            try:
                mandates = _mandates(row)
                if not mandates:
                    continue
                official = _official(row, contact_source, is_invented)
            except (ValueError, NoSuchRiding) as error:
                raise OfficialsFileError(f"{path.name}, line {line}: {_what(error, row)}") from None
            official.mandates = mandates
            db.session.add(official)
            db.session.flush()
            added += 1
    return added


def _mandates(row: dict[str, str]) -> list[Mandate]:
    """The offices of the line that nobody holds yet."""
    since = date.fromisoformat(row["starts_on"])
    found = []
    if row["portfolio"] and not _is_held(Mandate.portfolio == row["portfolio"]):
        found.append(Mandate(office=Office.MINISTER, portfolio=row["portfolio"], starts_on=since))
    if row["riding"]:
        riding = territory.riding_named(row["riding"], since)
        if not _is_held(Mandate.riding_id == riding.id):
            found.append(Mandate(office=Office.MNA, riding_id=riding.id, starts_on=since))
    return found


def _is_held(office: sa.ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(sa.select(Mandate.id).where(office, Mandate.ends_on.is_(None))))


def _official(row: dict[str, str], contact_source: str, is_invented: bool) -> Official:
    if not row["name"]:
        raise ValueError("the name is missing")
    return Official(
        name=one_line(row["name"]),
        gender=Gender(row["gender"]),
        party=one_line(row["party"]),
        email=normal_email(row["email"]) if row["email"] else None,
        phone=one_line(row["phone"]) or None,
        contact_source=contact_source,
        is_invented=is_invented,
    )


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source, restval="")
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise OfficialsFileError(f"{path.name}: no column {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}


def _what(error: Exception, row: dict[str, str]) -> str:
    if isinstance(error, NoSuchRiding):
        return f"no riding {row['riding']!r}"
    return f"no e-mail address: {error}" if isinstance(error, InvalidEmail) else str(error)
