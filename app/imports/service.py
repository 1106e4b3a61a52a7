"""What pages and commands ask of an import: receive a file, map its columns, decide, bring in, take back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account
from app.core import audit, queues
from app.core.clock import now
from app.core.database import db, locked
from app.core.plain_text import one_line
from app.core.progress import counted, percent, share
from app.core.retention import IMPORTED_LINES as KEPT
from app.core.tabular import Table, guess
from app.core.unit_of_work import unit_of_work
from app.imports.errors import ImportMoved, LinesRefused, NoSuchImport, NowhereToGo, PreviewOutdated
from app.imports.kinds import Kind, Made, Outcome, PlannedLine, Stays, Words, every, identifier, named, register
from app.imports.models import Import, ImportLine, Stage
from app.imports.reading import (
    STAYS,
    Lines,
    kind_for,
    of_account,
    of_kinds,
    one,
    page_of_lines,
    report,
    samples,
    stayed,
    undecided,
)
from app.imports.using import in_parts, in_use
from app.imports.working import keep_rows, lines_of, note_made, work_now, work_on, work_on_all

__all__ = [
    "KEPT",
    "STAYS",
    "Kind",
    "Lines",
    "Made",
    "Outcome",
    "PlannedLine",
    "Stays",
    "Undoing",
    "Words",
    "begin",
    "counted",
    "decide",
    "every",
    "forget_old_lines",
    "from_command_line",
    "identifier",
    "in_parts",
    "in_use",
    "is_refused",
    "kind_for",
    "lines_of",
    "map_columns",
    "named",
    "note_report",
    "of_account",
    "of_kinds",
    "one",
    "page_of_lines",
    "percent",
    "receive",
    "register",
    "report",
    "samples",
    "share",
    "stayed",
    "undecided",
    "undo",
    "undoing",
    "work_on",
    "work_on_all",
]

AT_ONCE = 3000  # lines previewed while the page is waited for; more are a worker's
IMPORTED_AT_ONCE = 500


@dataclass(frozen=True)
class Undoing:
    """What taking back an import would do."""

    goes: int
    stays: int  # somebody has changed or used it since


def receive(
    kind: Kind, target: str, table: Table, *, file_name: str, by: Account | None, region_codes: Sequence[str] | None
) -> Import:
    """Keep the file, and guess which column holds what."""
    with unit_of_work():
        received = Import(
            kind=kind.name,
            target=target,
            account_id=by.id if by else None,
            region_codes=None if region_codes is None else sorted(region_codes),
            file_name=one_line(file_name)[:200],
            columns=list(table.columns),
            mapping=guess(table, kind.fields),
            counts={},
            total=len(table.rows),
            sent_at=now(),
        )
        db.session.add(received)
        db.session.flush()
        keep_rows(received, table)
    return received


def map_columns(import_id: uuid.UUID, mapping: Mapping[str, str]) -> Import:
    """A person says which column holds what; the preview is made at once, or by a worker when the file is long."""
    with unit_of_work():
        held = _held(import_id)
        held.map_to({field: column for field, column in mapping.items() if column in held.columns})
        at_once = held.total <= AT_ONCE
        if not at_once:
            queues.ring(queues.WORK_ON_IMPORTS)
    if at_once:
        work_on(import_id)
    return _again(import_id)


def from_command_line(kind: Kind, target: str, table: Table, mapping: Mapping[str, str], *, file_name: str) -> Import:
    """Everything at once, while somebody waits at a terminal, in no account's name.

    Raises PreviewOutdated, LinesRefused.
    """
    received = receive(kind, target, table, file_name=file_name, by=None, region_codes=None)
    with unit_of_work():
        _held(received.id).map_to(dict(mapping))
    work_now(received.id)
    with unit_of_work():
        held = _held(received.id)
        if is_refused(held):
            raise LinesRefused
        held.begin()
    work_now(received.id)
    done = _again(received.id)
    if done.stage is not Stage.IMPORTED:
        raise PreviewOutdated
    return done


def decide(import_id: uuid.UUID, decisions: Mapping[int, str]) -> int:
    """What people chose for doubtful lines; a choice that is not offered is no choice. How many were kept."""
    kept = 0
    with unit_of_work():
        held = _held(import_id)
        if held.stage is not Stage.PLANNED:
            raise ImportMoved(stage=held.stage.value)
        doubtful = sa.select(ImportLine).where(ImportLine.import_id == held.id, ImportLine.line.in_(list(decisions)))
        for line in db.session.scalars(doubtful):
            offered = {value for value, _words in line.choices}
            decision = decisions[line.line]
            if decision in offered or not decision:
                line.decision = decision
                kept += bool(decision)
    return kept


def begin(import_id: uuid.UUID, *, by: Account | None) -> Import:
    """Bring the lines in: at once, or by a worker when there are many.

    Raises ImportMoved, LinesRefused, NowhereToGo.
    """
    with unit_of_work():
        held = _held(import_id)
        if by and held.target not in dict(named(held.kind).targets(by)):  # a preview may be three weeks old
            raise NowhereToGo
        if is_refused(held):
            raise LinesRefused
        held.begin()
        audit.record("import.begun", f"import:{held.id}", by=by.id if by else None)
        at_once = held.total <= IMPORTED_AT_ONCE
        if not at_once:
            queues.ring(queues.WORK_ON_IMPORTS)
    if at_once:
        work_on(import_id)
    return _again(import_id)


def is_refused(one: Import) -> bool:
    """Whether it holds lines that let nothing in."""
    refusing = named(one.kind).refusing
    return bool(refusing and one.counts.get(refusing))


def note_report(one: Import, *, by: Account) -> None:
    """Personal data leaves in a file: by whom and how much is kept."""
    with unit_of_work():
        audit.record("import.exported", f"import:{one.id}", by=by.id, rows=one.total)


def undoing(one: Import) -> Undoing:
    """What would go and what would stay."""
    made = _made(one)
    stays = len(named(one.kind).staying(made)) if made else 0
    return Undoing(len(made) - stays, stays)


def undo(import_id: uuid.UUID, *, by: Account | None) -> Undoing:
    """Take back whatever nobody has changed or used since; the rest stays, and says why. Raises ImportMoved."""
    with unit_of_work():
        held = _held(import_id)
        held.undo(at=now())
        made = _made(held)
        kind = named(held.kind)
        stays = kind.staying(made) if made else {}
        kind.take_back([made[line] for line in sorted(made.keys() - stays.keys())])
        note_made(held.id, {line: {**made[line], "stays": why.value} for line, why in stays.items()})
        done = Undoing(len(made) - len(stays), len(stays))
        audit.record("import.undone", f"import:{held.id}", by=by.id if by else None, gone=done.goes)
    return done


def forget_old_lines() -> int:
    """Every day: what files said 30 days ago. The figures of the import stay; it can no longer be taken back."""
    old = sa.select(Import.id).where(Import.sent_at < now() - KEPT)
    with unit_of_work():
        gone = db.session.execute(sa.delete(ImportLine).where(ImportLine.import_id.in_(old)))
        unfinished = Import.sent_at < now() - KEPT, Import.imported_at.is_(None)
        db.session.execute(sa.delete(Import).where(*unfinished))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _made(one: Import) -> dict[int, Made]:
    found = db.session.execute(
        sa.select(ImportLine.line, ImportLine.made).where(ImportLine.import_id == one.id, ImportLine.made.is_not(None))
    )
    return {row.line: row.made for row in found}


def _held(import_id: uuid.UUID) -> Import:
    held = locked(Import, import_id)
    if held is None:
        raise NoSuchImport
    return held


def _again(import_id: uuid.UUID) -> Import:
    return db.session.get_one(Import, import_id, populate_existing=True)
