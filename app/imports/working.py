"""The work itself: the preview is made, the lines go in all or nothing, and come out again."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import uuid_utils.compat
from structlog import get_logger

from app.core import audit, progress, queues
from app.core.clock import now
from app.core.database import db, locked
from app.core.tabular import Row, Table
from app.core.unit_of_work import unit_of_work
from app.imports import kinds
from app.imports.errors import NoSuchImport
from app.imports.models import Import, ImportLine, Stage
from app.imports.using import in_parts

log = get_logger()


def work_on(import_id: uuid.UUID) -> None:
    """Whatever the import waits for: its preview, or its lines, unless another worker is at it."""
    with progress.holding(import_id) as is_ours:
        if is_ours:
            work_now(import_id)


def work_now(import_id: uuid.UUID) -> None:
    """The same while somebody waits at a terminal. Doing it twice does it once."""
    held = _begun(import_id)
    if held is None:
        return
    if held.stage is Stage.PLANNING:
        make_preview(held)
    elif held.stage is Stage.IMPORTING:
        bring_in(held.id)


def _begun(import_id: uuid.UUID) -> Import | None:
    """Kept before the work begins, so that what kills its workers is given up."""
    with unit_of_work():
        held = locked(Import, import_id)
        if held is None or not held.is_working:
            return None
        if not held.attempt():
            log.error("import_given_up", import_id=str(import_id))
            return None
    return held


def work_on_all() -> None:
    """Every import that waits, the oldest first."""
    queues.answered(queues.WORK_ON_IMPORTS)
    waiting = sa.select(Import.id).where(Import.stage.in_((Stage.PLANNING, Stage.IMPORTING))).order_by(Import.sent_at)
    for import_id in db.session.scalars(waiting).all():
        work_on(import_id)


def make_preview(one: Import, *, has_changed: bool = False) -> None:
    """Judge every line outside of any transaction, then keep it all at once."""
    planned = kinds.named(one.kind).plan(one, table_of(one))
    with unit_of_work():
        held = _held(one.id)
        if held.stage is not Stage.PLANNING and not has_changed:
            return  # another worker was faster
        _keep(held, planned)
        held.show(dict(Counter(line.outcome for line in planned)), has_changed=has_changed)
    log.info("import_planned", import_id=str(one.id), lines=len(planned))


def bring_in(import_id: uuid.UUID) -> None:
    """All or nothing. When something changed since the preview, nothing goes in and the new one is to be read."""
    one = db.session.get_one(Import, import_id)
    kind = kinds.named(one.kind)
    with unit_of_work():
        held = _held(import_id)
        if held.stage is not Stage.IMPORTING:
            return
        table = table_of(held)
        lines = lines_of(held)
        with progress.share(0, 0.3):
            planned = kind.plan(held, table)
        if [(line.line, line.outcome) for line in planned] != [(line.line, line.outcome) for line in lines]:
            _keep(held, planned)
            held.show(dict(Counter(line.outcome for line in planned)), has_changed=True)
            return
        with progress.share(0.3, 1):
            made = kind.carry_out(held, table, {line.line: line.decision for line in lines if line.decision})
        note_made(held.id, made)
        held.finish(at=now())
        audit.record("import.imported", f"import:{held.id}", by=held.account_id, kind=held.kind, lines=len(made))
    log.info("import_finished", import_id=str(import_id))


def table_of(one: Import) -> Table:
    """The file as it was sent."""
    rows = db.session.execute(
        sa.select(ImportLine.line, ImportLine.cells).where(ImportLine.import_id == one.id).order_by(ImportLine.line)
    )
    return Table(
        columns=tuple(one.columns), rows=tuple(Row(row.line, tuple(row.cells)) for row in rows), format="import"
    )


def lines_of(one: Import) -> Sequence[ImportLine]:
    return db.session.scalars(
        sa.select(ImportLine).where(ImportLine.import_id == one.id).order_by(ImportLine.line)
    ).all()


def keep_rows(one: Import, table: Table) -> None:
    """Within a unit of work: the lines of the file, as they were sent."""
    rows = (
        {"id": uuid_utils.compat.uuid7(), "import_id": one.id, "line": row.line, "cells": list(row.cells),
         "name": "", "place": "", "outcome": "", "reasons": [], "choices": [], "decision": "", "made": None}
        for row in table.rows
    )  # fmt: skip
    for some in in_parts(rows):
        db.session.execute(sa.insert(ImportLine), some)


def _keep(one: Import, planned: Sequence[kinds.PlannedLine]) -> None:
    """A decision stands while the line is still as doubtful, between the same choices."""
    before = {row.line: row for row in db.session.execute(
        sa.select(ImportLine.id, ImportLine.line, ImportLine.decision).where(ImportLine.import_id == one.id)
    )}  # fmt: skip
    for some in in_parts(planned):
        db.session.execute(sa.update(ImportLine), [_planned(before[line.line], line) for line in some])


def _planned(before: sa.Row[uuid.UUID, int, str], line: kinds.PlannedLine) -> dict[str, Any]:
    stands = before.decision in {value for value, _words in line.choices}
    return {
        "id": before.id,
        "name": line.name,
        "place": line.place,
        "outcome": line.outcome,
        "reasons": [list(reason) for reason in line.reasons],
        "choices": [list(choice) for choice in line.choices],
        "decision": before.decision if stands else "",
    }


def note_made(import_id: uuid.UUID, made: dict[int, kinds.Made]) -> None:
    """Within a unit of work: what each of these lines made."""
    by_line = {row.line: row.id for row in db.session.execute(
        sa.select(ImportLine.id, ImportLine.line).where(ImportLine.import_id == import_id)
    )}  # fmt: skip
    for some in in_parts(made.items()):
        db.session.execute(sa.update(ImportLine), [{"id": by_line[line], "made": what} for line, what in some])


def _held(import_id: uuid.UUID) -> Import:
    held = locked(Import, import_id)
    if held is None:
        raise NoSuchImport
    return held
