"""Officials are one of the things that can be imported: the preview, the writing, the undoing."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from app.accounts.models import OFFICIALS_EDIT, Account
from app.core.clock import today
from app.core.tabular import Table
from app.imports import service as imports
from app.imports.models import Import
from app.imports.service import Kind, Made, Outcome, PlannedLine
from app.officials.appointing import one_holder
from app.officials.errors import FileRefused
from app.officials.importing import undoing
from app.officials.importing.columns import FIELDS
from app.officials.importing.planning import Outcome as Becomes
from app.officials.importing.planning import Planned, touched
from app.officials.importing.sheets import planned_of
from app.officials.importing.words import OfficialsWords
from app.officials.importing.writing import write

OFFICIALS = "officials"
_COLOURS = {"new": "new", "changed": "doubtful", "same": "same", "vacant": "same", "refused": "wrong"}
_LONGEST_SOURCE = 100


def init_app(app: Flask) -> None:
    """At start: officials are one of the things that can be imported."""
    imports.register(
        Kind(
            name=OFFICIALS,
            right=OFFICIALS_EDIT,
            fields=FIELDS,
            outcomes=tuple(Outcome(name=one.value, colour=_COLOURS[one.value]) for one in Becomes),
            plan=plan,
            carry_out=carry_out,
            staying=undoing.staying,
            take_back=undoing.take_back,
            targets=targets,
            words=OfficialsWords(),
            refusing=Becomes.REFUSED.value,
        )
    )


def targets(account: Account) -> list[tuple[str, str]]:
    """The one register, for those who may keep it."""
    return [("", OfficialsWords().target(""))] if account.may(OFFICIALS_EDIT) else []


def plan(one: Import, table: Table) -> list[PlannedLine]:
    """Every line of the file as the preview shows it."""
    return [
        PlannedLine(
            line=line.sheet.line,
            name=line.sheet.name or "–",
            place=line.sheet.riding or line.sheet.party,
            outcome=line.outcome.value,
            reasons=line.reasons,
        )
        for line in _planned(one, table)
    ]


def carry_out(one: Import, table: Table, decisions: Mapping[int, str]) -> dict[int, Made]:
    """Within a unit of work: all lines, or none when one of them is refused. Raises FileRefused, OfficeHeld."""
    planned = _planned(one, table)
    if any(line.outcome is Becomes.REFUSED for line in planned):
        raise FileRefused
    with one_holder():
        before = undoing.portraits(touched(planned))
        whom = write(planned, source=source_of(one))
        after = undoing.portraits({key for keys in whom.values() for key in keys})
    return {line: undoing.made(keys, before, after) for line, keys in whom.items()}


def source_of(one: Import) -> str:
    """Where what the file does not tell comes from: « deputation.csv, 2026-11-22 »."""
    return f"{one.file_name[:_LONGEST_SOURCE]}, {today().isoformat()}".removeprefix(", ")


def _planned(one: Import, table: Table) -> list[Planned]:
    return planned_of(table, one.mapping, source=source_of(one))
