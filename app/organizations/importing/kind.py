"""A spreadsheet of organizations goes into the register: new entries, and what the known ones lacked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.models import REGISTER_EDIT, Account
from app.chapters import service as chapters
from app.chapters.models import Chapter
from app.core import renderings
from app.core.clock import now
from app.core.database import db
from app.core.keys import email_key, matching_key
from app.core.tabular import Table
from app.imports import service as imports
from app.imports.models import Import
from app.imports.service import Kind, Made, Outcome, PlannedLine
from app.organizations.distinctions import keep_apart_all
from app.organizations.finding import add
from app.organizations.importing import sheets
from app.organizations.importing.columns import FIELDS
from app.organizations.importing.lines import SheetLine
from app.organizations.importing.planning import Outcome as Becomes
from app.organizations.importing.planning import Planned
from app.organizations.importing.undoing import plain, staying, take_back
from app.organizations.importing.words import RegisterWords
from app.organizations.models import ContactEmail, Happened, Organization, OrganizationChange, Origin

REGISTER = "register"
AS_NEW, LEFT_OUT = "new", "skip"
_COLOURS = {Becomes.ELSEWHERE: "same"}  # the others are called by their colours
_TO_PLAN = 0.4  # of the work: comparing takes about as long as writing


def init_app(app: Flask) -> None:
    """At start: the register is one of the things that can be imported."""
    imports.register(
        Kind(
            name=REGISTER,
            right=REGISTER_EDIT,
            fields=FIELDS,
            outcomes=tuple(Outcome(name=one.value, colour=_COLOURS.get(one, one.value)) for one in Becomes),
            plan=plan,
            carry_out=carry_out,
            staying=staying,
            take_back=take_back,
            targets=targets,
            words=RegisterWords(),
            offering=Becomes.DOUBTFUL.value,
        )
    )


def plan(one: Import, table: Table) -> list[PlannedLine]:
    """Every line of the file as the preview shows it, with the entries that a doubtful one may be."""
    planned = _planned(one, table)
    names = _names({key for line in planned for key in line.candidates})
    return [
        PlannedLine(
            line=line.sheet.line,
            name=line.sheet.name,
            place=_place(line.sheet),
            outcome=line.outcome.value,
            reasons=line.reasons,
            choices=_choices(line, names) if line.outcome is Becomes.DOUBTFUL else [],
        )
        for line in planned
    ]


def carry_out(one: Import, table: Table, decisions: Mapping[int, str]) -> dict[int, Made]:
    """Within a unit of work: new entries, and what the known ones lacked; doubtful lines as people decided.

    That a line is none of the entries that it resembles is remembered: nobody is asked again.
    """
    chapter = _chapter(one)
    made: dict[int, Made] = {}
    entry_of: dict[int, uuid.UUID] = {}
    apart: list[tuple[uuid.UUID, uuid.UUID]] = []
    with imports.share(0, _TO_PLAN):
        planned = _planned(one, table)
    seen = _names({key for line in planned if decisions.get(line.sheet.line) == AS_NEW for key in line.candidates})
    with imports.share(_TO_PLAN, 1):
        for line in imports.counted(planned):
            number = line.sheet.line
            decision = decisions.get(number, LEFT_OUT) if line.outcome is Becomes.DOUBTFUL else ""
            if line.outcome is Becomes.NEW or decision == AS_NEW:
                entry_of[number], made[number] = _enter(line.sheet, chapter, one.account_id)
                if decision == AS_NEW:
                    apart += [(entry_of[number], other) for other in _others(line, seen, entry_of)]
            elif (known := _meant(line, decision, entry_of)) is not None:
                entry_of[number] = known
                if filled := _complete(known, line.sheet, chapter):
                    made[number] = filled
    if one.account_id is not None:  # the command line decides nothing
        keep_apart_all(apart, by=one.account_id, of=f"import:{one.id}")
    renderings.touch(renderings.MEMBERS)
    return made


def targets(account: Account) -> list[tuple[str, str]]:
    """The chapters whose members this account may bring in; staff of all regions may name none.

    The acronym comes first: names begin alike, and a telephone shows little more than their beginning.
    """
    codes = account.region_codes(REGISTER_EDIT)
    served = [one for one in chapters.chapters() if codes is None or codes & set(one.region_codes)]
    nowhere = [("", RegisterWords().target(""))] if codes is None else []
    return [*((one.key, f"{one.acronym} – {one.name}") for one in served), *nowhere]


def _planned(one: Import, table: Table) -> list[Planned]:
    return sheets.preview(table, one.mapping, _chapter(one), served=one.region_codes)


def _chapter(one: Import) -> Chapter | None:
    return chapters.by_key(one.target) if one.target else None


def _place(line: SheetLine) -> str:
    return ", ".join(filter(None, (line.city, line.region_code)))


def _names(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """What to call an entry that a line may be, and its region: its name and its town.

    What only a signature brought is named in its own region: elsewhere it would tell who signed.
    """
    names: dict[uuid.UUID, tuple[str, str]] = {}
    for some in imports.in_parts(keys):
        columns = Organization.id, Organization.name, Organization.city, Organization.region_code, Organization.origin
        for row in db.session.execute(sa.select(*columns).where(Organization.id.in_(some))):
            only_here = row.region_code if row.origin is Origin.SIGNATURE else ""
            names[row.id] = f"{row.name} ({row.city})" if row.city else row.name, only_here
    return names


def _choices(line: Planned, names: Mapping[uuid.UUID, tuple[str, str]]) -> list[tuple[str, str]]:
    known = [(key, *names[key]) for key in line.candidates if key in names]
    entries = [(f"entry:{key}", name) for key, name, only_in in known if only_in in ("", line.sheet.region_code)]
    lines = [(f"line:{number}", str(number)) for number in line.candidate_lines]
    return [*entries, *lines, (AS_NEW, ""), (LEFT_OUT, "")]


def _others(
    line: Planned, seen: Mapping[uuid.UUID, tuple[str, str]], entry_of: Mapping[int, uuid.UUID]
) -> list[uuid.UUID]:
    """The entries that a person was shown beside a line, and said that it is none of them."""
    shown = [value.partition(":") for value, _label in _choices(line, seen)]
    entries = [uuid.UUID(which) for what, _colon, which in shown if what == "entry"]
    return [*entries, *(entry_of[number] for number in line.candidate_lines if number in entry_of)]


def _meant(line: Planned, decision: str, entry_of: Mapping[int, uuid.UUID]) -> uuid.UUID | None:
    """The entry that a line is, as the program or a person says."""
    what, _colon, which = decision.partition(":")
    if what == "entry":
        return uuid.UUID(which)
    if what == "line":
        return entry_of.get(int(which))
    if line.outcome is Becomes.SAME:
        return line.organization_id or entry_of.get(line.same_line or 0)
    return None


def _enter(line: SheetLine, chapter: Chapter | None, by: uuid.UUID | None) -> tuple[uuid.UUID, Made]:
    entry = add(line.name, line.region_code, line.city, aliases=_aliases(line))
    db.session.add(OrganizationChange(organization_id=entry.id, what=Happened.ADDED, account_id=by, changed_at=now()))
    _complete(entry.id, line, chapter)
    return entry.id, {"added": str(entry.id)}


def _aliases(line: SheetLine) -> list[str]:
    key = matching_key(line.name)
    return [alias for alias in line.aliases if matching_key(alias) != key]


def _complete(key: uuid.UUID, line: SheetLine, chapter: Chapter | None) -> Made:
    """What the entry lacked and the line says; nothing that somebody wrote is ever replaced."""
    entry = db.session.get(Organization, key)
    if entry is None:
        return {}
    said: dict[str, Any] = {
        "chapter_id": chapter.id if chapter else None,
        "member_since": line.member_since,
        "neq": line.neq,
        "charity_number": line.charity,
        "sector": line.sector,
    }
    filled = {name: value for name, value in said.items() if value and not getattr(entry, name)}
    for name, value in filled.items():
        setattr(entry, name, value)
    if line.emails and not entry.emails:
        entry.emails = [ContactEmail(address=one, email_key=email_key(one)) for one in dict.fromkeys(line.emails)]
        filled["emails"] = sorted(one.email_key for one in entry.emails)
    if entry.origin is Origin.SIGNATURE:
        entry.origin = Origin.REGISTER  # staff know it from now on
        filled["origin"] = Origin.REGISTER.value
    return {"completed": str(key), "filled": {name: plain(value) for name, value in filled.items()}} if filled else {}
